-- A question with its box, from a div: the twin of activities/prompt.py.

local values, forms = ... -- seminar-values.lua and seminar-forms.lua
local html, attributes = values.html, values.attributes

local function make(one, div, others)
  if #others > 0 then
    forms.refuse(one.about .. ' holds more than paragraphs', 'put a list, table or picture before it')
  end
  local lines = forms.lines_of(div, one.about, 4, true)
  local label = '<label class="question"' .. attributes { { 'for', one.id } } .. '>' .. html(one.label) .. '</label>\n'
  return {
    name = 'prompt', sizes = { { 'lines', forms.shown_lines(lines) } },
    body = label .. forms.help_line(one) .. forms.text_area(one, one.id, lines) .. '\n',
    paper = { { 'lines', lines } }, properties = { { 'lines', lines } },
    fields = { forms.field(one.id, one.id, 'text', one.label) },
  }
end

return { attributes = { 'lines' }, make = make }
