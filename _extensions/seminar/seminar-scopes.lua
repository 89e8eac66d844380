-- A sheet is a scope: notes, references, identifiers, lists and whatever else Markdown can tie together never reach
-- another sheet. Each is read by itself, cell by cell where nothing ties its cells; then headings of the same name are
-- numbered through the workbook, and links led to the heading that is meant. The embedded engine calls these functions;
-- Quarto runs the filter at the end, which finds each cell as a raw block (render/scopes.py) that Quarto has not read.

-- No tags and no TeX of an author's; and nothing in a sheet's text says anything of the whole workbook.
local READER <const> = 'markdown-raw_html-raw_tex-citations-yaml_metadata_block-pandoc_title_block'
-- Raw blocks of our own: where a cell starts; a problem, told by seminar.lua with the cell; a cell for Quarto.
local CELL <const>, PROBLEM <const>, SCOPE <const> = 'seminar-cell', 'seminar-problem', 'seminar-scope'

local stringify = pandoc.utils.stringify

-- reading ---------------------------------------------------------------------------------------------------

local function problem(what, todo)
  return pandoc.RawInline(PROBLEM, what .. '; ' .. todo)
end

-- From the start of a letter to the end of one: what is quoted may not be cut in the middle.
local function around(text, at)
  local from, to = math.max(1, at - 30), math.min(#text, at + 60)
  while from > 1 and (text:byte(from) & 0xc0) == 0x80 do from = from - 1 end
  while to < #text and (text:byte(to + 1) & 0xc0) == 0x80 do to = to + 1 end
  return text:sub(from, to)
end

-- A box that pandoc takes for text could be a facilitator's note, for all to read.
local function with_open_boxes_told(blocks)
  local told = false
  local function tell(inlines)
    for _, inline in ipairs(inlines) do
      if inline.t == 'Str' and inline.text:find(':::', 1, true) then
        local said = stringify(inlines)
        local what = 'a box did not open or close: “… ' .. around(said, said:find(':::', 1, true)) .. ' …” stands in the text'
        inlines:insert(1, problem(what, 'leave an empty line before and after each line of :::'))
        told = true
        return inlines
      end
    end
  end
  blocks = blocks:walk { Inlines = tell }
  return told and blocks
end

local function has_colons(blocks)
  return stringify(pandoc.Pandoc(blocks)):find(':::', 1, true) ~= nil
end

local function without_identifier(element)
  if element.identifier == '' then return nil end
  element.identifier = ''
  return element
end

-- Only headings can be linked to; any other identifier could be that of an activity, or of another sheet.
local ONLY_HEADINGS <const> = {}
for _, kind in ipairs { 'Div', 'Span', 'Link', 'Image', 'Code', 'CodeBlock', 'Figure', 'Table' } do
  ONLY_HEADINGS[kind] = without_identifier
end

local function parsed(text)
  local warnings, document = pandoc.log.silence(pandoc.read, text, READER)
  local blocks = document.blocks
  if text:find('#', 1, true) or text:find('id=', 1, true) then blocks = blocks:walk(ONLY_HEADINGS) end
  return blocks, #warnings == 0
end

-- Markdown that is read by itself: its blocks, headings and links within the workbook, and whether it stands alone:
-- a warning is about a box that does not end where the text does.
local function read(text)
  local blocks, alone = parsed(text)
  if text:find(':::', 1, true) and has_colons(blocks) then
    -- what a value holds is escaped, and no box
    local told = with_open_boxes_told((parsed(text:gsub('\\:', '\\.'))))
    if told then blocks, alone = told, false end
  end
  local headings, links, starts = {}, {}, {}
  local look = { Header = function(header) headings[#headings + 1] = { id = header.identifier, level = header.level } end }
  if text:find(']', 1, true) then
    function look.Link(link) links[#links + 1] = link.target:match('^#(.+)') end
  end
  if text:find(CELL, 1, true) then
    function look.RawBlock(block) if block.format == CELL then starts[block.text] = true end end
  end
  blocks:walk(look)
  return { text = text, blocks = blocks, headings = headings, links = links, starts = starts, alone = alone }
end

local function start_of(chapter, cell)
  return cell.number .. ' ' .. chapter.sheet
end

-- One text of all cells. A raw block ends every list and paragraph, as the end of a cell does in Jupyter.
local function joined(chapter)
  local texts = {}
  for i, cell in ipairs(chapter.cells) do
    texts[i] = '```{=' .. CELL .. '}\n' .. start_of(chapter, cell) .. '\n```\n\n' .. cell.text .. '\n\n'
  end
  return table.concat(texts)
end

local function read_apart(chapter, reader)
  local passages = {}
  for i, cell in ipairs(chapter.cells) do
    local content = reader(cell.text)
    if not content.alone then return nil end
    passages[i] = { content = content, start = start_of(chapter, cell) }
  end
  return passages
end

local function read_joined(chapter, reader)
  local content, swallows = reader(joined(chapter)), nil
  for i, cell in ipairs(chapter.cells) do
    if not content.starts[start_of(chapter, cell)] then
      swallows = start_of(chapter, chapter.cells[math.max(1, i - 1)])
      break
    end
  end
  return { { content = content, swallows = swallows } }
end

local function passages_of(chapter, reader)
  return not chapter.tied and read_apart(chapter, reader) or read_joined(chapter, reader)
end

-- naming ----------------------------------------------------------------------------------------------------

local function numbered(id, used)
  local free, number = id, 0
  while used[free] do
    number = number + 1
    free = id .. '-' .. number
  end
  used[free] = true
  return free
end

-- What a sheet's own links call its headings, and what they are called in the workbook.
local function name_headings(chapter, passages, used)
  local own, in_sheet, title = {}, {}, nil
  for _, passage in ipairs(passages) do
    local before = {}
    passage.ids = {}
    for i, heading in ipairs(passage.content.headings) do
      local stem = heading.id:match('^(.+)%-%d+$')
      local id = stem and before[stem] and stem or heading.id -- as it was before pandoc numbered it
      before[heading.id] = true
      local called = numbered(id, in_sheet)
      own[called] = numbered(id, used)
      passage.ids[i] = own[called]
      if not title and heading.level == 1 then
        title = own[called]
        passage.title = chapter.sheet ~= '' and i or nil
      end
    end
  end
  return own, title
end

-- What links of any sheet may lead to: a chapter by the name of its sheet; else a heading that no other sheet has too.
local function name_chapters(chapters, all)
  local used, names, elsewhere = {}, {}, {}
  for i, chapter in ipairs(chapters) do
    local title
    chapter.own, title = name_headings(chapter, all[i], used)
    names[chapter.sheet] = names[chapter.sheet] or title
    for called, id in pairs(chapter.own) do
      if elsewhere[called] == nil then elsewhere[called] = id else elsewhere[called] = false end
    end
  end
  for called, id in pairs(elsewhere) do names[called] = names[called] or id or nil end
  return names
end

-- As it is written; or as Jupyter calls the heading, with its capitals.
local function end_of(link, own, names)
  local plain = pandoc.text.lower((link:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end)))
  return own[link] or own[plain] or names[link] or names[plain]
end

-- Whatever is not as it was read, as text: what was drawn for one workbook may not do for the next.
local function differences(passage)
  local all = { passage.title and passage.sheet or '' }
  for i, heading in ipairs(passage.content.headings) do
    if passage.ids[i] ~= heading.id then all[#all + 1] = i .. ' ' .. passage.ids[i] end
  end
  for called, id in pairs(passage.ends) do
    if called ~= id then all[#all + 1] = called .. ' ' .. tostring(id) end
  end
  table.sort(all, function(one, other) return one < other end)
  return table.concat(all, '\n')
end

-- The chapters in passages, each with a `key` that tells it from any that looks otherwise.
local function scoped(chapters, reader)
  local all, passages = {}, {}
  for i, chapter in ipairs(chapters) do all[i] = passages_of(chapter, reader) end
  local names = name_chapters(chapters, all)
  for i, chapter in ipairs(chapters) do
    for _, passage in ipairs(all[i]) do
      passage.sheet, passage.chapter, passage.ends = chapter.sheet, i, {}
      for _, link in ipairs(passage.content.links) do
        passage.ends[link] = end_of(link, chapter.own, names) or false
      end
      local different = differences(passage)
      passage.different = different ~= ''
      passage.key = passage.content.text .. (passage.different and '\0' .. different or '')
      passages[#passages + 1] = passage
    end
  end
  return passages
end

-- what an engine gets ---------------------------------------------------------------------------------------

local function with_names(passage)
  local number = 0
  local function rename(header)
    number = number + 1
    header.identifier = passage.ids[number]
    if number == passage.title then header.attributes['data-chapter'] = passage.sheet end
    return header
  end
  local function lead(link)
    local called = link.target:match('^#(.+)')
    if not called then return nil end
    local id = passage.ends[called]
    if id then
      link.target = '#' .. id
      return link
    end
    local what = 'the link #' .. called .. ' leads to nothing in this workbook'
    return { problem(what, 'write the # of a heading in this sheet, or # and the name of a sheet of the seminar'), link }
  end
  return passage.content.blocks:walk { Header = rename, Link = lead }
end

-- The passage's blocks, each cell's after its mark.
local function blocks_of(passage)
  local blocks = passage.different and with_names(passage) or passage.content.blocks
  if passage.swallows then
    local told = problem('what begins in this cell does not end in it', 'close its code, table or tag')
    blocks = pandoc.Blocks { pandoc.RawBlock(CELL, passage.swallows), pandoc.Plain { told } } .. blocks
  end
  return passage.start and pandoc.Blocks { pandoc.RawBlock(CELL, passage.start) } .. blocks or blocks
end

-- What convert.lua calls, where it has asked for it. A global of this file's own would be a filter to Quarto.
if functions_of_scopes then
  functions_of_scopes.read, functions_of_scopes.scoped, functions_of_scopes.blocks_of = read, scoped, blocks_of
end

-- Quarto ----------------------------------------------------------------------------------------------------

local function shown(text)
  return (text:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end))
end

-- Chapters of what stands in raw blocks, and the place of each among all blocks.
local function chapters_in(blocks)
  local chapters, starts, last = {}, {}, nil
  for i, block in ipairs(blocks) do
    local head, text
    if block.t == 'RawBlock' and block.format == SCOPE then head, text = block.text:match('^([^\n]*)\n(.*)$') end
    if head then
      local number, how, sheet = shown(head):match('^(%d+) (%a+) (.*)$')
      if not last or last.sheet ~= sheet then
        last = { sheet = sheet, tied = how == 'tied', cells = {} }
        chapters[#chapters + 1] = last
        starts[i] = #chapters
      end
      last.cells[#last.cells + 1] = { number = number, text = shown(text) }
    else
      last = nil
    end
  end
  return chapters, starts
end

function Pandoc(document)
  local chapters, starts = chapters_in(document.blocks)
  if #chapters == 0 then return nil end
  local drawn = {}
  for _, passage in ipairs(scoped(chapters, read)) do
    drawn[passage.chapter] = (drawn[passage.chapter] or pandoc.Blocks {}) .. blocks_of(passage)
  end
  local all = pandoc.Blocks {}
  for i, block in ipairs(document.blocks) do
    if starts[i] then
      all:extend(drawn[starts[i]])
    elseif block.t ~= 'RawBlock' or block.format ~= SCOPE then
      all:insert(block)
    end
  end
  document.blocks = all
  return document
end
