-- Things to tick, from a div: the twin of activities/checklist.py.

local values, forms = ... -- seminar-values.lua and seminar-forms.lua
local MOST_ITEMS <const> = 20
local map, html, attributes = values.map, values.html, values.attributes

-- Without the box of a task list: here it is a real one.
local function without_box(content)
  local first = content[1]
  if first and first.t == 'Str' and (first.text == '☐' or first.text == '☒') then
    content:remove(1)
    if content[1] and content[1].t == 'Space' then content:remove(1) end
  end
  return content
end

local function only_list(others, about, todo)
  local list = others[1]
  if #others ~= 1 or list.t ~= 'BulletList' and list.t ~= 'OrderedList' then
    forms.refuse(about .. ' needs one list after its text', todo)
  end
  return list
end

-- An item as its part and text: [Text]{#part} stays with its answer when items change places; others are numbered.
local function check_item(item, number, about)
  if #item ~= 1 or not forms.is_text(item[1]) then
    forms.refuse('item ' .. number .. ' of ' .. about .. ' is more than a line of text', 'write - and one sentence')
  end
  local content = without_box(item[1].content)
  local span = #content == 1 and content[1].t == 'Span' and content[1].identifier ~= '' and content[1]
  local part = span and span.identifier or tostring(number)
  local text = forms.text_of(span and span.content or content, about)
  if text == '' then forms.refuse('item ' .. number .. ' of ' .. about .. ' is empty', 'say what is to be ticked') end
  if not forms.is_part(part) then
    forms.refuse('the name ' .. part .. ' in ' .. about .. ' has other letters', 'use letters, digits, dots, hyphens')
  end
  return part, text
end

local function make(one, _, others)
  local list = only_list(others, one.about, 'write what is to be ticked as - items')
  local parts, items, fields, drawn = {}, {}, {}, {}
  for number, item in ipairs(list.content) do
    local part, text = check_item(item, number, one.about)
    local id = forms.field_id(one.id, part)
    local about = forms.described(one)
    local given = attributes { { 'id', id }, { 'name', id }, { 'value', 1 }, { 'aria-describedby', about } }
    parts[number], items[number] = part, map { { 'id', id }, { 'text', text } }
    fields[number] = forms.field(forms.join_key(one.id, part), id, 'check', text)
    drawn[number] = '<li><label class="check"' .. attributes { { 'for', id } } .. '><input type="checkbox"' .. given
      .. '><span>' .. html(text) .. '</span></label></li>\n'
  end
  if #items > MOST_ITEMS then
    forms.refuse(one.about .. ' has ' .. #items .. ' items', 'part it; a checklist has 1 to ' .. MOST_ITEMS)
  end
  forms.check_apart(one.id, parts, one.about, 'items')
  return {
    name = 'checklist', sizes = { { 'rows', #items } },
    body = forms.question(one) .. '<ul class="checks">\n' .. table.concat(drawn) .. '</ul>\n',
    paper = { { 'items', items } }, properties = {}, fields = fields,
  }
end

return { attributes = {  }, make = make }
