-- Activities from divs, in anybody's document: ::: {.prompt #id lines=4}, .rating, .checklist, .table-to-fill. Each
-- becomes what the Python class of its name gives (activities/, held equal by a test): a raw block for the page, one
-- for paper, and one that says the model, which seminar-document.lua collects. What is wrong is told by seminar.lua.

local FOLDER <const> = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local function part(path, ...) return assert(loadfile(pandoc.path.join { FOLDER, table.unpack(path) }))(...) end

local values, source = part { 'seminar-values.lua' }, part { 'seminar-source.lua' }
local forms = part({ 'seminar-forms.lua' }, values)
local function kind(name) return part({ 'activities', name, 'seminar-' .. name .. '.lua' }, values, forms) end

local kinds = { -- what each class of div becomes
  prompt = kind('prompt'), checklist = kind('checklist'), rating = kind('rating'), ['table-to-fill'] = kind('table'),
}
-- Ids of the page itself (seminar.html), of which an activity could only make a second.
local TAKEN <const> = {}
for name in ([[answers bar clear cover copied done drawn finish kept kept-answers left load loaded model news overview
  ratings remind saved to-do undo unkept unrated unscripted workbook]]):gmatch('%S+') do TAKEN[name] = true end

local meta -- of the document
local used = {} -- ids

-- from div to activity ---------------------------------------------------------------------------------------

local function read(div, class)
  local id = div.identifier
  local about = 'the .' .. class .. ' #' .. id
  if id == '' then
    forms.refuse('a .' .. class .. ' has no id',
      'write ::: {.' .. class .. ' #a-name}, since answers are kept under it')
  end
  if not forms.is_slug(id) then
    forms.refuse(about .. ' has no fit id', 'use small letters and digits, joined by single hyphens, from a letter on')
  end
  if TAKEN[id] then forms.refuse(about .. ' has an id of the page itself', 'choose another name') end
  if used[id] then
    forms.refuse(about .. ' is there twice', 'give each an id of its own, since answers are kept under it')
  end
  used[id] = true
  forms.check_attributes(div, about, kinds[class].attributes)
  local given = div.attributes
  local label, help, others = forms.read_texts(div, about)
  local mode = given.mode and values.plain(given.mode) or ''
  return {
    id = id, about = about, label = label, help = help, mode = mode ~= '' and mode or nil,
    minutes = given.minutes and forms.whole_number(given.minutes, 1, nil, about, 'minutes'),
    group = forms.yes_or_no(given.group, about, 'group'),
    no_pupils = forms.yes_or_no(given['no-pupils'], about, 'no-pupils'),
  }, others
end

local function activity(div, class)
  local one, others = read(div, class)
  local kind = kinds[class].make(one, div, others, meta)
  return {
    pandoc.RawBlock('html', forms.form(one, kind)), pandoc.RawBlock('typst', forms.on_paper(one, kind)),
    pandoc.RawBlock('seminar-activity', values.json(forms.model(one, kind))),
  }
end

local function class_of(div)
  for _, class in ipairs(div.classes) do
    if kinds[class] then return class end
  end
end

local function counted(blocks)
  local counts = {}
  blocks:walk { Div = function(div)
    local class = class_of(div)
    if class then counts[class] = (counts[class] or 0) + 1 end
  end }
  return counts
end

local function with_activities(blocks)
  local counts, numbers = counted(blocks), {}
  return blocks:walk { traverse = 'topdown', Div = function(div)
    local class = class_of(div)
    if not class then return nil end
    numbers[class] = (numbers[class] or 0) + 1
    local ok, made = pcall(activity, div, class)
    if ok then return made, false end
    assert(type(made) == 'table', made) -- a fault of ours
    local told = source.of_div(class, numbers[class], counts[class]) .. made.what .. '; ' .. made.todo
    return pandoc.Plain { pandoc.RawInline('seminar-problem', told) }, false
  end }
end

function Pandoc(document)
  if document.meta.model then return nil end -- a workbook of the kit, whose sheets have declared their activities
  meta = document.meta
  document.blocks = with_activities(document.blocks)
  return document
end
