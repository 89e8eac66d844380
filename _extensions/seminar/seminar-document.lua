-- What a workbook of the kit is told by Python, for anybody's document: what is asked, as JSON for the page's script;
-- whose it is; what the cover says (authors, date and more facts); and the colours and logo of its brand.

local FOLDER <const> = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local function part(name) return dofile(pandoc.path.join { FOLDER, name }) end

local values = part('seminar-values.lua')
local map, plain, json = values.map, values.plain, values.json
local brand_of = part('seminar-brand.lua')
local stringify = pandoc.utils.stringify

local PAGE <const> = FORMAT:match('html') ~= nil
local CHAPTER <const> = 1 -- pandoc moves levels for a page after its filters
local FIELDS <const> = {
  name = { id = 'cover--name', label = 'Your name', autocomplete = 'name' },
  school = { id = 'cover--school', label = 'School or organisation', autocomplete = 'organization' },
  partner = { id = 'cover--partner', label = 'Coaching partner', autocomplete = 'off' },
}

local problems

local function problem(what, todo)
  problems:insert(pandoc.Plain { pandoc.RawInline('seminar-problem', what .. '; ' .. todo) })
end

local function text_in(meta, name)
  return meta[name] and plain(stringify(meta[name])) or ''
end

local function list_of(value)
  if value == nil then return {} end
  return pandoc.utils.type(value) == 'List' and value or { value }
end

-- what is asked -----------------------------------------------------------------------------------------------

local function is_panel(div)
  return div.classes:find_if(function(class) return class == 'panel-tabset' or class:match('^callout') end) ~= nil
end

-- ::: {.content-visible when-format="html"}, of which Quarto leaves out what is for another format.
local function is_left_out(div)
  local hides = div.classes:includes('content-hidden')
  if not hides and not div.classes:includes('content-visible') then return false end
  local function of_this(name) return FORMAT:match('^' .. name:match('^%w*')) ~= nil end
  local when, unless = div.attributes['when-format'], div.attributes['unless-format']
  local applies = (not when or of_this(when)) and (not unless or not of_this(unless))
  return hides == applies
end

local function has_field(text)
  local html = text:lower()
  for _, field in ipairs { '<%s*input[%s/>]', '<%s*textarea', '<%s*select[%s>]', 'contenteditable' } do
    if html:find(field) then return true end
  end
end

-- Nothing may look as if it could be filled in and then keep nothing: an activity's form comes with its model.
local function check_raw(blocks, i)
  local block, model = blocks[i], blocks[i + 2]
  local asked = model and model.t == 'RawBlock' and model.format == 'seminar-activity'
  if block.format:match('^html') and not asked and has_field(block.text) then
    problem('a raw HTML block has a field, and nothing would keep what is written there', 'use ::: {.prompt #a-name}')
  end
end

-- Chapters with the activities in them. A document may ask something before its first heading.
local function chapters_of(blocks, title)
  local chapters, raw, ids = { { id = '', title = title, activities = {} } }, {}, {}
  local visit
  local function activity(block)
    local one = pandoc.json.decode(block.text, false)
    if ids[one.id] then
      problem('two activities are called ' .. one.id, 'give each an id of its own, since answers are kept under it')
    end
    ids[one.id], raw[#raw + 1] = true, block.text
    table.insert(chapters[#chapters].activities, one)
  end
  local function begin(header)
    header.attributes['data-chapter'] = header.identifier
    local words = plain(stringify(header))
    chapters[#chapters + 1] = { id = header.identifier, title = words ~= '' and words or title, activities = {} }
  end
  -- tables, definitions and whatever else holds blocks
  local within = { traverse = 'topdown', Blocks = function(some)
    visit(some, true)
    return some, false
  end }
  function visit(some, inside)
    for i, block in ipairs(some) do
      local kind = block.t
      if kind == 'Header' then
        if block.level == CHAPTER and not inside then begin(block) end
      elseif kind == 'RawBlock' then
        if block.format == 'seminar-activity' then activity(block) else check_raw(some, i) end
      elseif kind == 'Div' then
        if not is_left_out(block) then visit(block.content, inside or is_panel(block)) end
      elseif kind == 'BulletList' or kind == 'OrderedList' then
        for _, item in ipairs(block.content) do visit(item, true) end
      elseif kind ~= 'Para' and kind ~= 'Plain' then
        block:walk(within)
      end
    end
  end
  visit(blocks, false)
  return chapters, raw
end

local NAME <const> = { 'framework', 'edition', 'kind', 'code' }
local STEM <const> = { 'framework', 'edition', 'kind', 'area', 'area_name', 'stem' }

local function joined(one, names)
  local parts = {}
  for i, name in ipairs(names) do parts[i] = tostring(one[name]) end
  return table.concat(parts, '\n')
end

local function only(one, names, more)
  local said = {}
  for _, name in ipairs(names) do said[#said + 1] = { name, one[name] } end
  return map(table.move(more or {}, 1, #(more or {}), #said + 1, said))
end

-- Every statement that is rated, once, under the stem that it stands in.
local function stems_of(chapters)
  local known, by_name, stems = {}, {}, {}
  for _, chapter in ipairs(chapters) do
    for _, activity in ipairs(chapter.activities) do
      for _, one in ipairs(activity.statements or {}) do
        local stem = joined(one, STEM)
        if not known[joined(one, NAME)] then
          known[joined(one, NAME)] = true
          if not by_name[stem] then
            by_name[stem] = { said = one, statements = {} }
            stems[#stems + 1] = by_name[stem]
          end
          table.insert(by_name[stem].statements, only(one, { 'code', 'text' }))
        end
      end
    end
  end
  return stems
end

-- Frameworks and editions tell statements apart only where there are several.
local function names_apart(stems)
  local names = {}
  for _, name in ipairs(NAME) do
    local first, several = stems[1] and stems[1].said[name], name == 'kind' or name == 'code'
    for _, stem in ipairs(stems) do several = several or stem.said[name] ~= first end
    if several then names[#names + 1] = name end
  end
  return names
end

local function asked_of_field(field, label, apart)
  local said = { { 'key', field.key } }
  if field.type ~= 'text' then said[#said + 1] = { 'type', field.type } end
  local written = field.type == 'text' or field.type == 'date'
  if written and field.label ~= label then said[#said + 1] = { 'label', field.label } end
  if field.statement then
    said[#said + 1] = { 'points', field.points }
    said[#said + 1] = { 'statement', only(field.statement, apart) }
  end
  return map(said)
end

local function asked_of(activity, apart)
  local said, fields = { { 'id', activity.id }, { 'kind', activity.kind }, { 'label', activity.label } }, {}
  for i, field in ipairs(activity.fields) do fields[i] = asked_of_field(field, activity.label, apart) end
  local scale = activity.scale
  if scale then said[#said + 1] = { 'scale', map { { 'question', scale.question }, { 'labels', scale.labels } } } end
  said[#said + 1] = { 'fields', fields }
  return map(said)
end

local function asked_of_chapters(chapters, apart)
  local all = {}
  for _, chapter in ipairs(chapters) do
    local blocks = {}
    for i, activity in ipairs(chapter.activities) do blocks[i] = asked_of(activity, apart) end
    if chapter.id ~= '' or #blocks > 0 then
      all[#all + 1] = map { { 'id', chapter.id }, { 'title', chapter.title }, { 'blocks', blocks } }
    end
  end
  return all
end

local function asked_of_stems(stems, apart)
  local names, all = {}, {}
  for _, name in ipairs(apart) do
    if name ~= 'code' then names[#names + 1] = name end
  end
  names[#names + 1] = 'stem'
  for i, stem in ipairs(stems) do all[i] = only(stem.said, names, { { 'statements', stem.statements } }) end
  return all
end

-- whose it is ---------------------------------------------------------------------------------------------------

local function slug(text)
  return (pandoc.text.lower(text):gsub('[^%w]+', '-'):gsub('^%-', ''):gsub('%-$', ''))
end

-- Answers are kept on the device under it: the name that the document gives itself, else that of its file and title.
local function id_of(meta, title)
  local given = text_in(meta, 'workbook-id')
  if given ~= '' then
    if not given:match('^%l[%l%d-]*$') then
      local todo = 'use small letters, digits and hyphens, from a letter on'
      problem('the workbook-id ' .. given .. ' has other letters', todo)
    end
    return given
  end
  local file = quarto and quarto.doc and quarto.doc.input_file or PANDOC_STATE.input_files[1] or ''
  local stem = slug((pandoc.path.split_extension(pandoc.path.filename(file))))
  local named = slug(title)
  return stem .. '--' .. (named ~= '' and named or pandoc.utils.sha1(title):sub(1, 8))
end

local function cover_of(meta)
  local fields = {}
  if meta.cover == false then return fields end
  for _, given in ipairs(list_of(meta.cover or 'name')) do
    local name = stringify(given)
    if FIELDS[name] then
      fields[#fields + 1] = FIELDS[name]
    else
      problem('the cover asks for ' .. name, 'write cover: with name, school and partner, or cover: false')
    end
  end
  return fields
end

local function model_of(meta, title, chapters, raw, cover)
  local stems, fields = stems_of(chapters), {}
  local apart, id = names_apart(stems), id_of(meta, title)
  for i, field in ipairs(cover) do fields[i] = map { { 'key', field.id }, { 'label', field.label } } end
  local function said(name) return text_in(meta, name) ~= '' and text_in(meta, name) or id end
  local of_cover = map { { 'fields', fields } }
  return map {
    { 'schema', 'workbook/1' }, { 'id', id }, { 'npq', said('npq') }, { 'cohort', text_in(meta, 'cohort') },
    { 'seminar', id }, { 'title', title },
    { 'edition', pandoc.utils.sha1(json(of_cover) .. table.concat(raw, '\n')):sub(1, 16) },
    { 'cover', of_cover }, { 'statements', asked_of_stems(stems, apart) },
    { 'chapters', asked_of_chapters(chapters, apart) },
  }
end

local function rates(chapters)
  for _, chapter in ipairs(chapters) do
    for _, activity in ipairs(chapter.activities) do
      if activity.kind == 'rating' then return true end
    end
  end
end

-- what the cover says -------------------------------------------------------------------------------------------

local MONTHS <const> = {
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
}

-- 2027-02-01 in words; what else was written stays.
local function day_of(meta)
  local said = text_in(meta, 'date')
  local year, month, day = said:match('^(%d%d%d%d)%-(%d%d)%-(%d%d)')
  local english = text_in(meta, 'lang') == '' or text_in(meta, 'lang'):match('^en')
  if not english or not MONTHS[tonumber(month)] then return said end
  return tonumber(day) .. ' ' .. MONTHS[tonumber(month)] .. ' ' .. year
end

-- An author is a name, or says one: {name: …}, {name: {given: …, family: …}}.
local function name_of(author)
  if pandoc.utils.type(author) ~= 'table' then return plain(stringify(author)) end
  local name = author.name or author
  if pandoc.utils.type(name) ~= 'table' then return plain(stringify(name)) end
  return plain(stringify(name.literal or { name.given or '', pandoc.Space(), name.family or '' }))
end

local function authors_of(meta)
  local names = pandoc.List {} -- an empty table would be a map to pandoc
  for _, author in ipairs(list_of(meta.author or meta.authors)) do names[#names + 1] = name_of(author) end
  return names
end

local function facts_of(meta, day)
  local facts, authors = pandoc.List {}, authors_of(meta)
  local term = #authors > 1 and 'Authors' or 'Author'
  if #authors > 0 then facts:insert { term = term, value = table.concat(authors, ', ') } end
  if day ~= '' then facts:insert { term = 'Date', value = day } end
  for _, fact in ipairs(list_of(meta.facts)) do
    if pandoc.utils.type(fact) == 'table' and fact.term and fact.value then
      facts:insert(fact)
    else
      problem('a fact of the cover lacks its term or value', 'write - {term: "Venue", value: "The hall"} under facts:')
    end
  end
  return facts
end

function Pandoc(document)
  local meta = document.meta
  if meta.model then return nil end -- a workbook of the kit
  problems = pandoc.Blocks {}
  local title = text_in(meta, 'title')
  if title == '' then problem('the document has no title', 'write title: in its first lines') end
  local chapters, raw = chapters_of(document.blocks, title)
  local day = day_of(meta)
  meta.facts, meta['author-names'] = facts_of(meta, day), authors_of(meta)
  meta.day = meta.day or day ~= '' and day or nil
  if meta.description and PAGE then -- an attribute, where marks of emphasis would be tags
    meta.description = pandoc.MetaInlines { pandoc.RawInline('html', values.html(text_in(meta, 'description'))) }
  end
  local cover = #raw > 0 and cover_of(meta) or {}
  if #raw > 0 then meta.model = json(model_of(meta, title, chapters, raw, cover)) end
  meta.cover = #cover > 0 and pandoc.List(cover):map(function(field)
    return { id = field.id, label = field.label, autocomplete = field.autocomplete }
  end) or nil
  meta['nothing-asked'], meta['without-ratings'] = #raw == 0 or nil, not rates(chapters) or nil
  meta['without-contents'] = #chapters == 1 or nil -- that which stands before the first heading
  brand_of(meta, problem)
  document.blocks = problems .. document.blocks:walk { RawBlock = function(block)
    if block.format == 'seminar-activity' then return {} end
  end }
  return document
end
