"""Tasks are handed out once each, and like goes with like."""

from workbook_kit.packs.pool import Waiting


def handed_out(tasks: list[str], processes: int) -> list[list[str]]:
    """What each process gets, when they take turns."""
    waiting = Waiting(tasks, lambda task: task[0])
    given: list[list[str]] = [[] for _ in range(processes)]
    turn = 0
    while waiting:
        mine = given[turn % processes]
        others = [theirs[-1][0] for theirs in given if theirs and theirs is not mine]
        mine.append(waiting.next(mine[-1][0] if mine else None, others))
        turn += 1
    return given


def test_every_task_is_handed_out_once():
    tasks = ["a1", "b1", "c1", "a2", "b2", "a3"]
    for processes in (1, 2, 3, 7):
        assert sorted(task for given in handed_out(tasks, processes) for task in given) == sorted(tasks)


def test_a_process_goes_on_with_what_is_like_its_last():
    assert handed_out(["a1", "b1", "a2", "b2", "a3", "b3"], 2) == [["a1", "a2", "a3"], ["b1", "b2", "b3"]]


def test_a_process_without_work_of_its_kind_begins_where_nobody_is():
    assert handed_out(["a1", "a2", "a3", "b1", "c1", "c2"], 2) == [["a1", "a2", "a3"], ["c1", "c2", "b1"]]


def test_the_last_group_is_shared_out():
    assert handed_out(["a1", "a2", "a3", "a4"], 2) == [["a1", "a3"], ["a2", "a4"]]


def test_alone_a_process_takes_the_largest_group_first_and_each_in_its_order():
    assert handed_out(["a1", "b1", "b2", "a2", "b3"], 1) == [["b1", "b2", "b3", "a1", "a2"]]
