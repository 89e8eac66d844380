-- pandoc, kept running: `pandoc lua convert.lua` reads jobs from standard input and answers each, until that closes.
-- A job is a line of JSON, and so is the answer, {"text": ...} or {"error": ...}.
--
-- A document comes in parts that nothing ties together (parts.py). What was read of a part for one cohort, and drawn
-- by filters that look at one block at a time, is there for the next. Filters are loaded anew for each job: nothing
-- that they keep can pass from one document to another.

local MOST_KEPT <const> = 600000 -- characters, of each kind, that were used of late; as many from before that
local JOBS_UNTIL_TIDIED <const> = 8
local BODY <const> = '\u{e000}body\u{e000}' -- stands where the text goes; no font has this letter, so no document has it

-- what is kept: by the text of the part -------------------------------------------------------------------

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

-- Of a part: what pandoc read, the identifiers in it, and whether it stands alone. A warning is about a box or a note
-- that does not end where the part does.
local function read(text, reader)
  local warnings, document = pandoc.log.silence(pandoc.read, text, reader)
  local ids = {}
  document.blocks:walk { Header = function(header) ids[#ids + 1] = header.identifier end }
  return { text = text, blocks = document.blocks, meta = document.meta, ids = ids, alone = #warnings == 0 }
end

local function tree(text, reader)
  return trees.find(text) or trees.keep(text, read(text, reader))
end

-- Pandoc numbers headings of the same words, and lets any part say what is said of the whole.
local function are_apart(parts)
  local seen = {}
  for _, part in ipairs(parts) do
    if not part.alone or next(part.meta) then return false end
    for _, id in ipairs(part.ids) do
      if seen[id] then return false end
      seen[id] = true
    end
  end
  return true
end

-- What is said of the document, and its parts; one part where pandoc must see it whole.
local function document_of(job)
  local parts = {}
  for i, text in ipairs(job.parts) do
    -- at the very start, pandoc would look for a title
    parts[i] = tree(i == 1 and '\n' .. text or text, job.reader)
  end
  if are_apart(parts) then return tree(job.front, job.reader).meta, parts end
  local whole = tree(job.front .. table.concat(job.parts), job.reader)
  return whole.meta, { whole }
end

-- filtering -------------------------------------------------------------------------------------------------

local function filtered(document, filters, to)
  for _, filter in ipairs(filters) do
    document = pandoc.utils.run_lua_filter(document, filter, setmetatable({ FORMAT = to }, { __index = _G }))
  end
  return document
end

local function lower(document, levels)
  if levels == 0 then return document end
  return document:walk { Header = function(header)
    header.level = header.level + levels
    return header
  end }
end

-- Stands before each part while all are filtered at once. No text can have a format whose name has spaces.
local MARK <const> = 'start of a part'

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

-- What its parts become in the first filters, which see only those that nobody has drawn yet; and what is said of it.
local function draw(meta, parts, job)
  local known = drawn[table.concat({ job.to, job.shift, job.edition, table.unpack(job.filters) }, '\n')]
  local unknown, blocks = {}, pandoc.Blocks {}
  for _, part in ipairs(parts) do
    if not known.find(part.text) then
      unknown[#unknown + 1] = part.text
      blocks:insert(pandoc.RawBlock(MARK, ''))
      blocks:extend(part.blocks)
    end
  end
  local document = lower(pandoc.Pandoc(blocks, meta), job.shift)
  if job.edition ~= '' then document.meta.edition = pandoc.MetaInlines { pandoc.Str(job.edition) } end
  document = filtered(document, job.filters, job.to)
  for i, part in ipairs(between_marks(document.blocks)) do known.keep(unknown[i], { blocks = part }) end
  local all = {}
  for i, part in ipairs(parts) do all[i] = known.find(part.text) end
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
      local file <close> = assert(io.open(pandoc.path.join { folder, name }, 'wb'))
      file:write(content(part))
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
local function have_notes(parts)
  for _, part in ipairs(parts) do
    if part.text:find('[^', 1, true) or part.text:find('^[', 1, true) then return true end
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
  local meta, parts = document_of(job)
  local whole = job.template == '' or #job.filters_of_whole > 0 or have_notes(parts)
  local said, all = draw(meta, parts, job)
  return (whole and written or written_in_parts)(said, all, job)
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
