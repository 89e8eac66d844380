-- pandoc, kept running: `pandoc lua convert.lua` reads jobs from standard input and answers each, until that closes.
-- A job is a line of JSON, and so is the answer, {"text": ...} or {"error": ...}.
--
-- Each sheet is a scope (seminar-scopes.lua), read in passages. What was read of a passage for one cohort, and drawn by
-- filters that look at one block at a time, is there for the next. Filters are loaded anew for each job: nothing that
-- they keep can pass from one document to another.

local MOST_KEPT <const> = 600000 -- characters, of each kind, that were used of late; as many from before that
local JOBS_UNTIL_TIDIED <const> = 8
local BODY <const> = '\u{e000}body\u{e000}' -- stands where the text goes; no font has this letter, so no document has it

-- what is kept: by the text of the passage ----------------------------------------------------------------

local function memory()
  local recent, older, size = {}, {}, 0
  local function keep(text, value)
    if size > MOST_KEPT then recent, older, size = {}, recent, 0 end
    recent[text], size = value, size + #text
    return value
  end
  local function find(text)
    return recent[text] or older[text] and keep(text, older[text])
  end
  return { keep = keep, find = find }
end

local trees, drawn, templates
local looks -- of the extension's files, when the above were made with them

local function forget()
  trees, drawn, templates = memory(), setmetatable({}, { __index = function(all, kind)
    all[kind] = memory()
    return all[kind]
  end }), {}
end

-- reading ---------------------------------------------------------------------------------------------------

local scopes -- the functions of seminar-scopes.lua

local function load_scopes(path)
  local functions = {}
  assert(loadfile(path, 't', setmetatable({ functions_of_scopes = functions }, { __index = _G })))()
  return functions
end

local function read(text)
  return trees.find(text) or trees.keep(text, scopes.read(text))
end

-- what is said of the document -------------------------------------------------------------------------------

local function words(text)
  local inlines = pandoc.Inlines {}
  for word in text:gmatch('%S+') do
    if #inlines > 0 then inlines:insert(pandoc.Space()) end
    inlines:insert(pandoc.Str(word))
  end
  return inlines
end

-- Plain text becomes text, whatever Markdown would make of it; settings stay as they are.
local function meta_of(value, settings)
  if type(value) == 'string' then return words(value) end
  if type(value) == 'number' then return ('%.14g'):format(value) end -- JSON knows no whole numbers
  if type(value) ~= 'table' then return value end
  local meta = {}
  for name, said in pairs(value) do meta[name] = settings[name] and said or meta_of(said, settings) end
  return meta
end

-- filtering -------------------------------------------------------------------------------------------------

local function filtered(document, filters, to)
  for _, filter in ipairs(filters) do
    local own = { FORMAT = to, PANDOC_SCRIPT_FILE = filter }
    document = pandoc.utils.run_lua_filter(document, filter, setmetatable(own, { __index = _G }))
  end
  return document
end

local function lower(blocks, levels)
  if levels == 0 then return blocks end
  return blocks:walk { Header = function(header)
    header.level = header.level + levels
    return header
  end }
end

-- Stands before each passage while all are filtered at once. No text can have a format whose name has spaces.
local MARK <const> = 'start of a passage'

local function between_marks(blocks)
  local parts = {}
  for _, block in ipairs(blocks) do
    if block.t == 'RawBlock' and block.format == MARK then
      parts[#parts + 1] = pandoc.Blocks {}
    else
      parts[#parts]:insert(block)
    end
  end
  return parts
end

-- What the passages become in the first filters, which see only those that nobody has drawn yet; and what is said of
-- the document.
local function draw(passages, job)
  local known = drawn[table.concat({ job.to, job.shift, job.metadata.edition or '', table.unpack(job.filters) }, '\n')]
  local all, unknown, blocks = {}, {}, pandoc.Blocks {}
  for i, passage in ipairs(passages) do
    -- without a filter the marks of cells stay, which are no two passages' own
    all[i] = #job.filters > 0 and known.find(passage.key) or nil
    if not all[i] then
      unknown[#unknown + 1] = i
      blocks:insert(pandoc.RawBlock(MARK, ''))
      blocks:extend(scopes.blocks_of(passage))
    end
  end
  local settings = {}
  for _, name in ipairs(job.settings) do settings[name] = true end
  local document = pandoc.Pandoc(lower(blocks, job.shift), meta_of(job.metadata, settings))
  document = filtered(document, job.filters, job.to)
  for i, part in ipairs(between_marks(document.blocks)) do
    all[unknown[i]] = known.keep(passages[unknown[i]].key, { blocks = part })
  end
  return document.meta, all
end

-- writing ---------------------------------------------------------------------------------------------------

local function content(path)
  local file <close> = assert(io.open(path, 'rb'))
  return file:read('a')
end

-- Pandoc looks for the parts of a template beside it, and Quarto copies them there.
local function compiled(path, partials)
  return pandoc.system.with_temporary_directory('template', function(folder)
    for name, part in pairs(partials) do
      local file = assert(io.open(pandoc.path.join { folder, name }, 'wb'))
      assert(file:write(content(part)))
      assert(file:close()) -- only then it is told of a full disk
    end
    return pandoc.template.compile(content(path), pandoc.path.join { folder, 'template' })
  end)
end

local function template(path, partials)
  templates[path] = templates[path] or compiled(path, partials)
  return templates[path]
end

local function write(document, job, template_path, variables)
  local options = { wrap_text = 'none', variables = variables }
  for name, value in pairs(job.options) do options[name] = value end
  if template_path ~= '' then options.template = template(template_path, job.partials) end
  local _, text = pandoc.log.silence(pandoc.write, document, job.to, pandoc.WriterOptions(options))
  return text
end

local function written(meta, parts, job)
  local blocks = pandoc.Blocks {}
  for _, part in ipairs(parts) do blocks:extend(part.blocks) end
  local document = filtered(pandoc.Pandoc(blocks, meta), job.filters_of_whole, job.to)
  return write(document, job, job.template, job.variables)
end

-- Footnotes are numbered through, and stand at the end.
local function have_notes(passages)
  for _, passage in ipairs(passages) do
    if passage.key:find('[^', 1, true) or passage.key:find('^[', 1, true) then return true end
  end
  return false
end

local function text_of(part, job)
  part.text = part.text or write(pandoc.Pandoc(part.blocks), job, '')
  return part.text
end

-- What the table of contents is made from.
local function headings(parts)
  local all = pandoc.Blocks {}
  for _, part in ipairs(parts) do
    part.headings = part.headings or part.blocks:filter(function(block) return block.t == 'Header' or block.t == 'Div' end)
    all:extend(part.headings)
  end
  return all
end

-- The same, each part written once for all documents.
local function written_in_parts(meta, parts, job)
  local texts = {}
  for _, part in ipairs(parts) do
    local text = text_of(part, job)
    if text ~= '' then texts[#texts + 1] = text end
  end
  local variables = { body = BODY }
  for name, value in pairs(job.variables) do variables[name] = value end
  local page = write(pandoc.Pandoc(headings(parts), meta), job, job.template, variables)
  local before, after = page:find(BODY, 1, true)
  return page:sub(1, before - 1) .. table.concat(texts, '\n') .. page:sub(after + 1)
end

-- jobs ------------------------------------------------------------------------------------------------------

local function convert(job)
  if job.looks ~= looks then forget() end
  looks = job.looks
  scopes = scopes or load_scopes(job.scopes)
  local passages = scopes.scoped(job.chapters, read)
  local whole = job.template == '' or #job.filters_of_whole > 0 or have_notes(passages)
  local meta, all = draw(passages, job)
  return (whole and written or written_in_parts)(meta, all, job)
end

local jobs = 0
for line in io.lines() do
  local ok, said = pcall(function() return convert(pandoc.json.decode(line, false)) end)
  io.write(pandoc.json.encode(ok and { text = said } or { error = tostring(said) }), '\n')
  io.flush()
  jobs = jobs + 1
  -- what pandoc holds for a value is freed with it, and Lua takes the value for small
  if jobs % JOBS_UNTIL_TIDIED == 0 then collectgarbage() end
end
