-- What divs of activities share: how their text is read, their keys (the twin of activities/keys.py), and their forms
-- (the twin of activities/base.py). Each kind is a file in activities/ that is given these functions.

local values = ... -- seminar-values.lua

local MOST_LINES <const>, MOST_LETTERS <const> = 24, 80
-- What every div may say of itself, beside what its kind asks for.
local COMMON <const> = { 'minutes', 'mode', 'group', 'no-pupils' }

local forms = { COMMON = COMMON }
local map, NONE, html, attributes, plain = values.map, values.NONE, values.html, values.attributes, values.plain
local stringify = pandoc.utils.stringify

-- A problem ends what is done to a div, and is told by seminar.lua with all others. Not error(): in Quarto that only
-- prints, and the form would be drawn all the same.
function forms.refuse(what, todo) assert(false, { what = what, todo = todo }) end

-- reading ----------------------------------------------------------------------------------------------------

local RICH <const> = {
  Note = 'a footnote', Image = 'a picture', Math = 'a formula', Link = 'a link', Cite = 'a reference',
}

-- What stands in an activity is plain text on every surface, so what would be lost is refused.
function forms.text_of(content, about)
  local found
  local looks = {}
  for kind, what in pairs(RICH) do looks[kind] = function() found = what end end
  -- Quarto carries it out when the form is drawn already
  function looks.Span(span)
    local shortcode = span.attributes['data-raw']
    if shortcode then found = 'the shortcode ' .. shortcode:gsub('[{}]', '') end
  end
  content:walk(looks)
  if found then
    forms.refuse(about .. ' holds ' .. found, 'put it into a paragraph before the box, and leave plain text here')
  end
  return plain(stringify(content))
end

function forms.is_text(block) return block.t == 'Para' or block.t == 'Plain' end

-- The first paragraph is the label, those after it are the help; what else is there goes to the kind.
function forms.read_texts(div, about)
  local texts, others = {}, pandoc.Blocks {}
  for _, block in ipairs(div.content) do
    if forms.is_text(block) and #others == 0 then
      texts[#texts + 1] = forms.text_of(block.content, about)
    else
      others:insert(block)
    end
  end
  local label = table.remove(texts, 1) or ''
  if label == '' then
    forms.refuse(about .. ' asks nothing', 'write its question or instruction as its first paragraph')
  end
  return label, table.concat(texts, ' '), others
end

function forms.whole_number(text, least, most, about, name)
  local number = text and text:match('^%d+$') and math.tointeger(tonumber(text))
  if not number or number < least or most and number > most then
    local range = most and least .. ' to ' .. most or least .. ' or more'
    forms.refuse(about .. ' says ' .. name .. '="' .. text .. '"', 'write a number, ' .. range)
  end
  return number
end

function forms.yes_or_no(text, about, name)
  if text == nil then return false end
  if text ~= 'true' and text ~= 'false' then
    forms.refuse(about .. ' says ' .. name .. '="' .. text .. '"', 'write true or false')
  end
  return text == 'true'
end

function forms.lines_of(div, about, default, may_fill)
  local given = div.attributes.lines
  if not given then return default end
  if given == 'fill' and may_fill then return given end
  if not given:match('^%d+$') or tonumber(given) < 1 or tonumber(given) > MOST_LINES then
    local also = may_fill and ', or fill' or ''
    forms.refuse(about .. ' says lines="' .. given .. '"', 'write a number, 1 to ' .. MOST_LINES .. also)
  end
  return math.tointeger(tonumber(given))
end

-- "One | Two": texts in an attribute, apart.
function forms.parts_of(text)
  local parts = {}
  for part in (text .. '|'):gmatch('([^|]*)|') do parts[#parts + 1] = plain(part) end
  return parts
end

function forms.check_attributes(div, about, own)
  local known = {}
  for _, name in ipairs(COMMON) do known[name] = true end
  for _, name in ipairs(own) do known[name] = true end
  for name in pairs(div.attributes) do
    if not known[name] and not name:match('^data%-') then
      local names = table.concat(own, ', ') .. (#own > 0 and ', ' or '') .. table.concat(COMMON, ', ')
      forms.refuse(about .. ' has no attribute ' .. name, 'it may have ' .. names)
    end
  end
end

-- keys, as activities/keys.py makes them ---------------------------------------------------------------------

function forms.is_slug(id)
  return #id <= MOST_LETTERS and id:match('^%l[%l%d-]*$') and not id:match('%-%-') and not id:match('%-$')
end

function forms.is_part(part) return #part <= MOST_LETTERS and part:match('^[%w][%w.-]*$') ~= nil end

function forms.join_key(id, part) return id .. '--' .. part end

function forms.field_id(id, part)
  return forms.join_key(id, (part:lower():gsub('[^%l%d]+', '-'):gsub('^%-+', ''):gsub('%-+$', '')))
end

-- No two controls of one name.
function forms.check_apart(id, parts, about, what)
  local seen = {}
  for _, part in ipairs(parts) do
    local field = forms.field_id(id, part)
    if seen[field] then
      forms.refuse('two ' .. what .. ' of ' .. about .. ' are called ' .. part, 'give each a name of its own')
    end
    seen[field] = true
  end
end

-- forms ------------------------------------------------------------------------------------------------------

function forms.shown_lines(lines) return lines == 'fill' and 10 or lines end

function forms.described(one)
  local said = {}
  if one.help ~= '' then said[#said + 1] = one.id .. '_help' end
  if one.no_pupils then said[#said + 1] = one.id .. '_pupils' end
  return #said > 0 and table.concat(said, ' ') or nil
end

function forms.text_area(one, id, lines)
  local given = attributes {
    { 'id', id }, { 'name', id }, { 'rows', forms.shown_lines(lines) }, { 'aria-describedby', forms.described(one) },
  }
  return '<textarea' .. given .. '></textarea>'
end

local function minutes_in_words(minutes)
  return minutes == 1 and '1 minute' or minutes .. ' minutes'
end

local function pills(one)
  local all = {}
  local function pill(name, text)
    if text then all[#all + 1] = '<span class="pill ' .. name .. '">' .. html(text) .. '</span>' end
  end
  pill('group-notes', one.group and 'Group notes')
  pill('mode', one.mode)
  pill('minutes', one.minutes and minutes_in_words(one.minutes))
  if one.no_pupils then
    all[#all + 1] = '<span class="pill no-pupils" id="' .. one.id .. '_pupils">Name no pupil</span>'
  end
  return #all > 0 and '<p class="pills">' .. table.concat(all, ' ') .. '</p>\n' or ''
end

function forms.help_line(one)
  if one.help == '' then return '' end
  return '<p class="help"' .. attributes { { 'id', one.id .. '_help' } } .. '>' .. html(one.help) .. '</p>\n'
end

function forms.question(one)
  local opening = '<p class="question"' .. attributes { { 'id', one.id .. '_label' } } .. '>'
  return opening .. html(one.label) .. '</p>\n' .. forms.help_line(one)
end

function forms.form(one, kind)
  local grouped = kind.name ~= 'prompt'
  local sizes = {}
  for _, size in ipairs(kind.sizes) do sizes[#sizes + 1] = '--' .. size[1] .. ':' .. size[2] end
  local opening = attributes {
    { 'class', 'seminar-activity ' .. kind.name }, { 'data-group', one.group },
    { 'role', grouped and 'group' }, { 'aria-labelledby', grouped and one.id .. '_label' },
    { 'style', table.concat(sizes, ';') },
  }
  return '<div' .. opening .. '>\n' .. pills(one) .. kind.body .. '</div>'
end

function forms.on_paper(one, kind)
  local said = {
    { 'id', one.id }, { 'label', one.label }, { 'help', one.help }, { 'mode', one.mode or NONE },
    { 'minutes', one.minutes or NONE }, { 'group', one.group }, { 'no-pupils', one.no_pupils },
  }
  return values.typst_call(kind.name, table.move(kind.paper, 1, #kind.paper, #said + 1, said))
end

function forms.model(one, kind)
  local said = {
    { 'type', 'activity' }, { 'id', one.id }, { 'kind', kind.name }, { 'label', one.label }, { 'help', one.help },
    { 'minutes', one.minutes or NONE }, { 'mode', one.mode or '' }, { 'group_notes', one.group },
    { 'no_pupils', one.no_pupils }, { 'writer', one.group and 'group' or 'participant' },
  }
  table.move(kind.properties, 1, #kind.properties, #said + 1, said)
  said[#said + 1] = { 'fields', kind.fields }
  if kind.statements then said[#said + 1] = { 'statements', kind.statements } end
  return map(said)
end

function forms.field(key, id, type, label)
  return map { { 'key', key }, { 'id', id }, { 'type', type }, { 'label', label } }
end

return forms
