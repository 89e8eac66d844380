-- Text made safe for a page, for paper and for JSON: what a value holds is shown, never carried out. Filters load this
-- file; it is the twin of activities/markup.py, and a test holds both to the same results.
-- What has an order is a list of pairs, marked by `values.map`; what is not there is `values.NONE`.

local values = { NONE = {} }
local MAP <const> = {}

function values.map(pairs_in_order) return setmetatable(pairs_in_order, MAP) end

local function is_map(value) return getmetatable(value) == MAP end

-- on one line -----------------------------------------------------------------------------------------------

-- Space of any kind, controls, and the marks that turn the reading direction or split a line unseen.
local BLANK <const> = {
  { 0x0, 0x20 }, { 0x7f, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x202f }, { 0x205f, 0x205f },
  { 0x2066, 0x2069 }, { 0x3000, 0x3000 }, { 0xfeff, 0xfeff }, { 0xfffe, 0xffff },
}

local function is_blank(code)
  for _, range in ipairs(BLANK) do
    if code >= range[1] and code <= range[2] then return true end
  end
end

function values.plain(text)
  local letters = {}
  for _, code in utf8.codes(text) do letters[#letters + 1] = is_blank(code) and ' ' or utf8.char(code) end
  return (table.concat(letters):gsub(' +', ' '):gsub('^ ', ''):gsub(' $', ''))
end

-- HTML ------------------------------------------------------------------------------------------------------

local HTML <const> = {
  ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;', ["'"] = '&#x27;', ['{'] = '&#123;',
}

function values.html(text) return (tostring(text):gsub('[&<>"\'{]', HTML)) end

-- Attributes in this order, each a name and its value; true gives the name alone, false and nil nothing.
function values.attributes(given)
  local parts = {}
  for _, pair in ipairs(given) do
    local name, value = pair[1], pair[2]
    if value == true then
      parts[#parts + 1] = ' ' .. name
    elseif value then
      parts[#parts + 1] = ' ' .. name .. '="' .. values.html(value) .. '"'
    end
  end
  return table.concat(parts)
end

-- Typst -----------------------------------------------------------------------------------------------------

local function typst_string(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n'):gsub('{', '\\u{7b}') .. '"'
end

function values.typst(value)
  if value == values.NONE then return 'none' end
  if type(value) == 'string' then return typst_string(value) end
  if type(value) ~= 'table' then return tostring(value) end
  local parts = {}
  if is_map(value) then
    for _, pair in ipairs(value) do parts[#parts + 1] = pair[1] .. ': ' .. values.typst(pair[2]) end
    return #parts > 0 and '(' .. table.concat(parts, ', ') .. ')' or '(:)'
  end
  for _, one in ipairs(value) do parts[#parts + 1] = values.typst(one) .. ',' end
  return '(' .. table.concat(parts, ' ') .. ')'
end

function values.typst_call(name, arguments)
  return '#seminar-' .. name .. values.typst(values.map(arguments))
end

-- JSON ------------------------------------------------------------------------------------------------------

local function unicode(code)
  if code < 0x10000 then return ('\\u%04x'):format(code) end
  code = code - 0x10000
  return ('\\u%04x\\u%04x'):format(0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff))
end

local function json_string(text)
  text = text:gsub('[\\"]', '\\%0'):gsub('[%c<>&]', function(letter) return unicode(letter:byte()) end)
  return '"' .. text:gsub('[\xc2-\xf4][\x80-\xbf]+', function(letter) return unicode(utf8.codepoint(letter)) end) .. '"'
end

local function json(value)
  if value == values.NONE then return 'null' end
  if type(value) == 'string' then return json_string(value) end
  if type(value) ~= 'table' then return tostring(value) end
  local parts = {}
  if is_map(value) then
    for _, pair in ipairs(value) do parts[#parts + 1] = json_string(pair[1]) .. ':' .. json(pair[2]) end
    return '{' .. table.concat(parts, ',') .. '}'
  end
  for _, one in ipairs(value) do parts[#parts + 1] = json(one) end
  return '[' .. table.concat(parts, ',') .. ']'
end

-- As JSON that can stand in a page: ASCII, without a letter that begins or ends a tag, nor two spaces or two braces in
-- a row, which pandoc would make one and Quarto take for a command.
function values.json(value)
  return (json(value):gsub('  ', ' \\u0020'):gsub('{{', '{\\u007b'))
end

return values
