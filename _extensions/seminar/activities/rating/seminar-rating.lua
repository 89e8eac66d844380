-- Statements against a scale, from a div: the twin of activities/rating.py.

local values, forms = ... -- seminar-values.lua and seminar-forms.lua
local MOST_POINTS <const> = 7
local map, NONE, html, attributes, plain = values.map, values.NONE, values.html, values.attributes, values.plain
local stringify = pandoc.utils.stringify

local SCALES <const> = {
  knowledge = {
    question = 'How secure is my knowledge of this?',
    labels = { 'Unfamiliar', 'Emerging', 'Partial', 'Secure', 'Can teach it' },
  },
  practice = {
    question = 'How confident is my practice in this?',
    labels = { 'Untried', 'Hesitant', 'Growing', 'Confident', 'Can coach it' },
  },
}

local function said_in(table_of_meta, name)
  local value = table_of_meta and table_of_meta[name]
  return value and plain(stringify(value)) or ''
end

-- The scale of the div, else of the document, else the kit's own.
local function scale_of(div, kind, about, meta)
  local given, of_document = div.attributes, meta.scale
  local scale = { question = SCALES[kind].question, labels = SCALES[kind].labels }
  if of_document then
    local labels = of_document.labels or of_document
    if pandoc.utils.type(labels) ~= 'List' then labels = pandoc.List {} end
    scale = { question = said_in(of_document, 'question'), labels = {} }
    for i, label in ipairs(labels) do scale.labels[i] = plain(stringify(label)) end
  end
  if given.scale then scale = { question = '', labels = forms.parts_of(given.scale) } end
  if given.question then scale.question = plain(given.question) end
  local empty = false
  for _, label in ipairs(scale.labels) do empty = empty or label == '' end
  if empty or #scale.labels < 2 or #scale.labels > MOST_POINTS then
    local what = 'the scale of ' .. about .. ' needs 2 to ' .. MOST_POINTS .. ' labels'
    forms.refuse(what, 'write scale="Never | Sometimes | Often"')
  end
  return scale
end

local NAMES <const> = { 'title', 'edition', 'licence', 'attribution' }

-- Where statements are quoted from; an author's own are known by the document, and need no line about it.
local function framework_of(about, meta)
  local given = meta.framework
  if not given then return { of = plain(stringify(meta.title or '')), edition = '' } end
  local said = {}
  for _, name in ipairs(NAMES) do said[name] = said_in(given, name) end
  for _, name in ipairs { 'title', 'edition', 'licence' } do
    if said[name] == '' then
      local what = 'the framework of ' .. about .. ' does not say its ' .. name
      forms.refuse(what, 'say title, edition and licence under framework:')
    end
  end
  local line = { said.title .. ', ' .. said.edition, said.attribution }
  local lower = pandoc.text.lower
  if not lower(said.attribution):find(lower(said.licence), 1, true) then line[3] = said.licence end
  local ended = {}
  for _, part in ipairs(line) do
    if part ~= '' then ended[#ended + 1] = part:gsub('%.+$', '') .. '.' end
  end
  local npq = said_in(given, 'npq')
  said.of, said.line = npq ~= '' and npq or said.title, table.concat(ended, ' ')
  return said
end

-- "1.1 Text" as code and text; in a numbered list the number is the code.
local function statement_of(item, number, about)
  if #item ~= 1 or not forms.is_text(item[1]) then
    forms.refuse('a statement of ' .. about .. ' is more than a line of text', 'write - 1.1 and the statement')
  end
  local text = forms.text_of(item[1].content, about)
  if number then return { code = tostring(number), text = text } end
  local code, rest = text:match('^(%S+) (.+)$')
  code = code and code:gsub('[.:)]+$', '')
  if not code or not code:match('%d') or not forms.is_part(code) then
    local what = 'a statement of ' .. about .. ' has no code: “' .. text .. '”'
    forms.refuse(what, 'write - 1.1 and the statement, or a numbered list')
  end
  return { code = code, text = rest }
end

local function statements_of(list, about)
  local all, first = {}, list.t == 'OrderedList' and list.listAttributes.start
  for i, item in ipairs(list.content) do all[i] = statement_of(item, first and first + i - 1, about) end
  return all
end

local function has_list(item)
  local last = item[#item]
  return #item == 2 and forms.is_text(item[1]) and (last.t == 'BulletList' or last.t == 'OrderedList')
end

-- Groups under headings; or as a list of titles, each with a list of its own; or one group of all.
local function groups_of(others, about)
  local groups, title = {}, nil
  local function add(list)
    if list.t == 'BulletList' and #list.content > 0 and has_list(list.content[1]) then
      for _, item in ipairs(list.content) do
        if not has_list(item) then
          forms.refuse('a group of ' .. about .. ' has no statements', 'write them as a list below its title')
        end
        local own = forms.text_of(item[1].content, about)
        groups[#groups + 1] = { title = own, statements = statements_of(item[2], about) }
      end
    else
      groups[#groups + 1] = { title = title or 'Statements', statements = statements_of(list, about) }
    end
    title = nil
  end
  for _, block in ipairs(others) do
    if block.t == 'Header' or forms.is_text(block) then
      title = forms.text_of(block.content, about)
    elseif block.t == 'BulletList' or block.t == 'OrderedList' then
      add(block)
    else
      forms.refuse(about .. ' holds more than headings and lists', 'put it before the rating')
    end
  end
  if #groups == 0 then
    forms.refuse('there is no statement to rate in ' .. about, 'write each as - 1.1 and the statement')
  end
  return groups
end

local function option(name, value, words, chosen)
  local given = attributes { { 'name', name }, { 'value', value }, { 'checked', chosen } }
  return '<label><input type="radio"' .. given .. '>' .. words .. '</label>'
end

local function statement_row(one, id, statement, scale)
  local options = { option(id, '', 'not yet<span> rated</span>', true) }
  for point, label in ipairs(scale.labels) do
    options[#options + 1] = option(id, point, point .. '<span> ' .. html(label) .. '</span>')
  end
  local opening = attributes { { 'class', 'statement' }, { 'id', id }, { 'aria-describedby', forms.described(one) } }
  local legend = '<b class="code">' .. html(statement.code) .. '</b> <span>' .. html(statement.text) .. '</span>'
  return '<fieldset' .. opening .. '><legend>' .. legend
    .. '</legend><div class="options">' .. table.concat(options) .. '</div></fieldset>\n'
end

local function statement_rows(one, number, group, scale)
  local heads, rows = { '<span></span>' }, {}
  for point = 1, #scale.labels do heads[#heads + 1] = '<span>' .. point .. '</span>' end
  for i, statement in ipairs(group.statements) do
    rows[i] = statement_row(one, forms.field_id(one.id, statement.code), statement, scale)
  end
  local id = one.id .. '_group-' .. number
  return '<div class="statements" role="group" aria-labelledby="' .. id .. '">\n'
    .. '<div class="band"><p class="stem" id="' .. id .. '">' .. html(group.title) .. '</p>'
    .. '<p class="heads" aria-hidden="true">' .. table.concat(heads) .. '</p></div>\n'
    .. table.concat(rows) .. '</div>\n'
end

local function rating_body(one, groups, scale, framework)
  local labels, rows = {}, {}
  for i, label in ipairs(scale.labels) do labels[i] = '<li>' .. html(label) .. '</li>' end
  for number, group in ipairs(groups) do rows[number] = statement_rows(one, number, group, scale) end
  local asked = scale.question ~= '' and '<p class="scale-question">' .. html(scale.question) .. '</p>\n' or ''
  local source = framework.line and '<p class="licence">' .. html(framework.line) .. '</p>\n' or ''
  local key = '<ol class="scale">' .. table.concat(labels) .. '</ol>\n'
  return forms.question(one) .. asked .. key .. table.concat(rows) .. source
end

local function rated_fields(one, groups, scale, framework, kind)
  local fields, quoted, codes = {}, {}, {}
  for _, group in ipairs(groups) do
    for _, statement in ipairs(group.statements) do
      local code = statement.code
      local name = { { 'framework', framework.of }, { 'edition', framework.edition }, { 'kind', kind }, { 'code', code } }
      codes[#codes + 1] = code
      fields[#fields + 1] = map {
        { 'key', forms.join_key(one.id, code) }, { 'id', forms.field_id(one.id, code) }, { 'type', 'rating' },
        { 'label', code }, { 'points', #scale.labels }, { 'statement', map(name) },
      }
      quoted[#quoted + 1] = map {
        name[1], name[2], name[3], name[4], { 'text', statement.text },
        { 'area', 0 }, { 'area_name', '' }, { 'stem', group.title },
      }
    end
  end
  forms.check_apart(one.id, codes, one.about, 'statements')
  return fields, quoted
end

local function groups_on_paper(one, groups)
  local all = {}
  for i, group in ipairs(groups) do
    local statements = {}
    for n, statement in ipairs(group.statements) do
      local id = forms.field_id(one.id, statement.code)
      statements[n] = map { { 'id', id }, { 'code', statement.code }, { 'text', statement.text } }
    end
    all[i] = map { { 'title', group.title }, { 'statements', statements } }
  end
  return all
end

local function make(one, div, others, meta)
  local kind = div.attributes.kind or 'practice'
  if not SCALES[kind] then forms.refuse(one.about .. ' says kind="' .. kind .. '"', 'write practice or knowledge') end
  local scale, framework = scale_of(div, kind, one.about, meta), framework_of(one.about, meta)
  local groups = groups_of(others, one.about)
  local fields, quoted = rated_fields(one, groups, scale, framework, kind)
  local source = {}
  for i, name in ipairs(NAMES) do source[i] = { name, framework[name] or '' } end
  return {
    name = 'rating', sizes = { { 'n', #scale.labels + 1 }, { 'rows', #fields } },
    body = rating_body(one, groups, scale, framework),
    paper = {
      { 'kind', kind }, { 'question', scale.question }, { 'scale', scale.labels },
      { 'groups', groups_on_paper(one, groups) }, { 'licence', framework.line or NONE },
    },
    properties = {
      { 'scale', map { { 'question', scale.question }, { 'labels', scale.labels } } }, { 'framework', map(source) },
    },
    fields = fields, statements = quoted,
  }
end

return { attributes = { 'kind', 'scale', 'question' }, make = make }
