-- What only paper needs, after seminar.lua has drawn the furniture: chapters that begin a page or share one, and
-- paragraphs that stay with what they lead into. Unlike the other filters, it needs the whole document at once.

if not FORMAT:match('typst') then return {} end

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

-- chapters and leads -------------------------------------------------------------------------------------

local function breaks_page(text)
  return text:match('^%s*#pagebreak') or text:match('^%s*#seminar%-prompt%(') and text:match('lines: "fill"%)%s*$')
end

local function is_drawn(block)
  local first = block and (block.t == 'Plain' and block.content[1] or block)
  return first and first.format == 'typst' and first.text:match('^%s*#seminar%-') ~= nil
end

local function is_sheet(block)
  return block.t == 'RawBlock' and block.text:match('^%s*#seminar%-sheet%(') ~= nil
end

-- What takes no room on the page: a facilitator's note, and the mark of a sheet.
local function is_beside(block)
  return block.t == 'Div' and block.classes:includes('facilitator-note') or is_sheet(block)
end

-- A sheet's mark stands before its first heading, and belongs to the chapter that the heading starts.
local function with_sheets_in_chapters(blocks)
  local all, waiting = pandoc.Blocks {}, pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    if is_sheet(block) then
      waiting:insert(block)
    else
      if block.t == 'Header' and block.level == 1 then
        all:insert(block)
        all:extend(waiting)
      else
        all:extend(waiting)
        all:insert(block)
      end
      waiting = pandoc.Blocks {}
    end
  end
  return all .. waiting
end

-- A paragraph that leads into an activity or a figure goes to the next page with it.
local function with_leads(blocks)
  local all = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    local next = i + 1
    while blocks[next] and is_beside(blocks[next]) do next = next + 1 end
    if block.t == 'Para' and is_drawn(blocks[next]) then
      all:extend { raw('#seminar-lead['), block, raw(']') }
    else
      all:insert(block)
    end
  end
  return all
end

local function chapters_of(blocks)
  local before, chapters = pandoc.Blocks {}, {}
  for _, block in ipairs(blocks) do
    local chapter = chapters[#chapters]
    if block.t == 'Header' and block.level == 1 then
      chapter = { blocks = pandoc.Blocks {}, short = true }
      chapters[#chapters + 1] = chapter
    elseif chapter and (block.t == 'Header' or block.t == 'RawBlock' and breaks_page(block.text)) then
      chapter.short = false
    end
    (chapter and chapter.blocks or before):insert(block)
  end
  return before, chapters
end

-- What is measured before it is set can neither draw itself nor break a page.
local function is_prose(blocks)
  for _, block in ipairs(blocks) do
    local breaks = block.t == 'RawBlock' and breaks_page(block.text)
    if breaks or is_drawn(block) and not is_beside(block) then return false end
  end
  return true
end

-- A chapter decides whether it begins a page; short ones, without sections of their own, stay together.
local function in_chapters(blocks)
  local all, chapters = chapters_of(blocks)
  for i, chapter in ipairs(chapters) do
    local also = chapters[i - 1] and chapters[i - 1].short and chapter.short
    if also then
      all:remove()
      all:insert(raw('#seminar-next-short['))
    else
      all:insert(raw('#seminar-chapter(short: ' .. tostring(chapter.short) .. ')['))
    end
    local prose = is_prose(chapter.blocks)
    if prose then all:insert(raw('#seminar-prose-chapter[')) end
    all:extend(chapter.blocks)
    if prose then all:insert(raw(']')) end
    if also then all:insert(raw(']')) end
    all:insert(raw(']'))
  end
  return all
end

-- facilitators' notes --------------------------------------------------------------------------------------

-- A heading in a note would be one of the workbook's.
local function as_bold(header)
  return pandoc.Para { pandoc.Strong(header.content) }
end

local function note(div)
  if not div.classes:includes('facilitator-note') then return nil end
  local minutes = (div.attributes.minutes or ''):match('^%s*(%d+)%s*$') or 'none'
  local said = div.content:walk { Header = as_bold }
  return pandoc.Blocks { raw('#seminar-facilitator(minutes: ' .. minutes .. ')[') } .. said .. { raw(']') }
end

function Pandoc(document)
  document.blocks = in_chapters(with_leads(with_sheets_in_chapters(document.blocks))):walk { Div = note }
  return document
end
