// A text kept twice: IndexedDB outlives a browser that is killed, when localStorage loses seconds; localStorage
// is written before a page is left, and tells other tabs.

/** @param {Promise<unknown>} doing */
const worked = (doing) => doing.then(() => true, () => false);

/** @param {() => void} act */
const tried = (act) => {
  try {
    act();
    return true;
  } catch {
    return false;
  }
};

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((opened, failed) => {
    const asked = indexedDB.open("workbook-kit", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("answers");
    asked.onsuccess = () => opened(asked.result);
    asked.onerror = () => failed(asked.error);
    setTimeout(failed, 3000); // some browsers neither open nor refuse
  });
}

/** The place of one workbook. @param {string} name @param {(text: string | null) => void} onOther another tab wrote */
export function openShelf(name, onOther) {
  const key = `workbook-kit:${name}`;
  const database = openDatabase();
  /** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} act */
  const request = async (mode, act) => {
    const transaction = (await database).transaction("answers", mode);
    const made = act(transaction.objectStore("answers"));
    transaction.commit?.();
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(made.result);
      transaction.onabort = () => failed(transaction.error);
    });
  };
  // Whether at least one place took it.
  const put = async (/** @type {string} */ at, /** @type {string} */ text) => {
    const here = tried(() => localStorage.setItem(at, text));
    return (await worked(request("readwrite", (store) => store.put(text, at)))) || here;
  };
  const remove = async (/** @type {string} */ at) => {
    tried(() => localStorage.removeItem(at));
    await worked(request("readwrite", (store) => store.delete(at)));
  };
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) onOther(event.newValue);
  });
  return {
    /** What localStorage holds now; another tab may have written it. */
    peek: () => {
      let text = "";
      tried(() => (text = localStorage.getItem(key) ?? ""));
      return text;
    },
    /** What IndexedDB holds. */
    read: async () => String((await request("readonly", (store) => store.get(key)).catch(() => "")) ?? ""),
    write: (/** @type {string} */ text) => put(key, text),
    clear: () => remove(key),
    // Under another name: other tabs must not take it for theirs.
    works: async () => {
      const kept = await put("workbook-kit", "?");
      await remove("workbook-kit");
      return kept;
    },
  };
}
