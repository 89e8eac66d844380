-- Rows and columns to fill, from a div: the twin of activities/table.py.

local values, forms = ... -- seminar-values.lua and seminar-forms.lua
local MOST_COLUMNS <const>, MOST_ROWS <const> = 5, 40
local map, NONE, html, attributes, plain = values.map, values.NONE, values.html, values.attributes, values.plain

local function cell_texts(row, about)
  local texts = {}
  for i, cell in ipairs(row.cells) do
    texts[i] = #cell.contents > 0 and forms.text_of(cell.contents, about) or ''
  end
  return texts
end

-- What a Markdown table says: its heads are the columns; a first column with words in it labels the rows.
local function shape_of_table(drawn, about)
  local heads = cell_texts(drawn.head.rows[1] or { cells = {} }, about)
  local labels, labelled = {}, false
  for _, row in ipairs(drawn.bodies[1].body) do
    local texts = cell_texts(row, about)
    for i = 2, #texts do
      if texts[i] ~= '' then
        forms.refuse('a cell to fill of ' .. about .. ' holds “' .. texts[i] .. '”',
          'leave every cell empty but the first of a row')
      end
    end
    labels[#labels + 1], labelled = texts[1], labelled or texts[1] ~= ''
  end
  local shape = { columns = heads, rows = labelled and labels or #labels }
  if labelled then shape.corner = table.remove(heads, 1) end
  return shape
end

local function shape_of_attributes(given, about)
  if not given.columns or not given.rows then
    local todo = 'draw it as an empty table, or write columns="What | By when" rows=3'
    forms.refuse(about .. ' says neither its columns nor its rows', todo)
  end
  local rows = given.rows:match('^%s*%d+%s*$') and math.tointeger(tonumber(given.rows)) or forms.parts_of(given.rows)
  return { columns = forms.parts_of(given.columns), rows = rows, corner = given.corner and plain(given.corner) }
end

local function shape_of(div, others, about)
  local drawn, given = others[1], div.attributes
  if #others > 1 or drawn and drawn.t ~= 'Table' then
    forms.refuse(about .. ' holds more than its text and one table', 'put it before the table to fill')
  end
  if drawn and (given.columns or given.rows or given.corner) then
    forms.refuse(about .. ' says its shape twice', 'draw an empty table, or write columns and rows')
  end
  local shape = drawn and shape_of_table(drawn, about) or shape_of_attributes(given, about)
  shape.labelled = type(shape.rows) == 'table'
  shape.names = shape.labelled and shape.rows or {}
  for row = 1, shape.labelled and 0 or math.min(shape.rows, MOST_ROWS + 1) do shape.names[row] = 'Row ' .. row end
  return shape
end

local function check_shape(shape, about)
  if #shape.columns < 1 or #shape.columns > MOST_COLUMNS then
    local todo = 'use 1 to ' .. MOST_COLUMNS .. ', for more would not fit a page'
    forms.refuse(about .. ' has ' .. #shape.columns .. ' columns to fill', todo)
  end
  if #shape.names < 1 or #shape.names > MOST_ROWS then
    forms.refuse(about .. ' has too many rows or none', 'use 1 to ' .. MOST_ROWS)
  end
  for _, texts in ipairs { shape.columns, shape.names } do
    for _, text in ipairs(texts) do
      if text == '' then forms.refuse('a row or column of ' .. about .. ' has no heading', 'give each some words') end
    end
  end
  if shape.labelled and (shape.corner or '') == '' then
    local todo = 'say what they are in the first head, or as corner="…"'
    forms.refuse('the rows of ' .. about .. ' have labels without a heading', todo)
  end
end

-- Text or date for each column; one word stands for all.
local function kinds_of(given, count, about)
  local all = forms.parts_of(given or 'text')
  for column = #all + 1, #all == 1 and count or #all do all[column] = all[1] end
  for _, kind in ipairs(all) do
    if kind ~= 'text' and kind ~= 'date' then
      forms.refuse(about .. ' says kinds="' .. given .. '"',
        'write text or date for each column, as in kinds="text | date"')
    end
  end
  if #all ~= count then
    forms.refuse(about .. ' says ' .. #all .. ' kinds for ' .. count .. ' columns',
      'write text or date for each column')
  end
  return all
end

local function cell(one, id, name, heading, kind, lines)
  local control = forms.text_area(one, id, lines)
  if kind == 'date' then
    local given = attributes { { 'id', id }, { 'name', id }, { 'aria-describedby', forms.described(one) } }
    control = '<input type="date"' .. given .. '>'
  end
  local label = '<span class="unseen">' .. html(name) .. ': </span>' .. html(heading)
  return '<div class="cell"><label' .. attributes { { 'for', id } } .. '>' .. label .. '</label>' .. control .. '</div>'
end

local function spans(texts)
  local all = {}
  for i, text in ipairs(texts) do all[i] = '<span>' .. html(text) .. '</span>' end
  return table.concat(all)
end

local function make(one, div, others)
  local shape, lines = shape_of(div, others, one.about), forms.lines_of(div, one.about, 2)
  check_shape(shape, one.about)
  local types = kinds_of(div.attributes.kinds, #shape.columns, one.about)
  local fields, rows, drawn = {}, {}, {}
  for row, name in ipairs(shape.names) do
    local ids, cells = {}, {}
    for column, heading in ipairs(shape.columns) do
      local id = forms.join_key(one.id, row .. '-' .. column)
      ids[column], cells[column] = id, cell(one, id, name, heading, types[column], lines)
      fields[#fields + 1] = forms.field(id, id, types[column], name .. ': ' .. heading)
    end
    rows[row] = map { { 'name', name }, { 'fields', ids } }
    drawn[row] = '<div class="row"><p class="row-name">' .. html(name) .. '</p>' .. table.concat(cells) .. '</div>\n'
  end
  local corner = shape.labelled and shape.corner or NONE
  local heads = (corner ~= NONE and spans { corner } or '') .. spans(shape.columns)
  return {
    name = 'table', sizes = { { 'n', #shape.columns }, { 'rows', #rows }, { 'lines', lines } },
    body = forms.question(one) .. '<div class="grid ' .. (shape.labelled and 'labelled' or 'numbered') .. '">\n'
      .. '<p class="heads" aria-hidden="true">' .. heads .. '</p>\n' .. table.concat(drawn) .. '</div>\n',
    paper = {
      { 'corner', corner }, { 'columns', shape.columns }, { 'kinds', types }, { 'rows', rows }, { 'lines', lines },
    },
    properties = {
      { 'columns', shape.columns }, { 'rows', shape.labelled and shape.names or {} },
      { 'corner', shape.corner or '' }, { 'lines', lines },
    },
    fields = fields,
  }
end

return { attributes = { 'columns', 'rows', 'corner', 'kinds', 'lines' }, make = make }
