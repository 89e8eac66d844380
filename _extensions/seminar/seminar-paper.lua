-- What only paper needs, after seminar.lua has drawn the furniture: chapters that begin a page or share one,
-- paragraphs that stay with what they lead into, and text that Typst would read as marks of its own.

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

-- A paragraph that leads into an activity or a figure goes to the next page with it.
local function with_leads(blocks)
  local all = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    if block.t == 'Para' and is_drawn(blocks[i + 1]) then
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

-- A chapter decides whether it begins a page; short ones, without sections of their own, stay together.
local function in_chapters(blocks)
  local all, chapters = chapters_of(blocks)
  for i, chapter in ipairs(chapters) do
    local also = chapters[i - 1] and chapters[i - 1].short and chapter.short
    if also then
      all:remove()
      all:insert(raw('#seminar-next-chapter()'))
    else
      all:insert(raw('#seminar-chapter(short: ' .. tostring(chapter.short) .. ')['))
    end
    all:extend(chapter.blocks)
    all:insert(raw(']'))
  end
  return all
end

-- text that stays itself ---------------------------------------------------------------------------------

-- Typst reads "..." as an ellipsis, "-?" as a soft hyphen, "-1" as a minus, and marks of lists and headings where
-- a text starts. What an author wrote so has become the real character by now; the rest is a value's own.
local SHORTHANDS = { '%.%.+', '%-[-?%d]', '^%d+%.$', '^[-+/]$', '^=+$' }

local function escaped(character)
  return ('\\u{%x}'):format(utf8.codepoint(character))
end

local function itself(str)
  for _, shorthand in ipairs(SHORTHANDS) do
    if str.text:find(shorthand) then
      local inlines = pandoc.Inlines {}
      for plain, mark in str.text:gmatch('([^-.+/=]*)([-.+/=]?)') do
        if plain ~= '' then inlines:insert(pandoc.Str(plain)) end
        if mark ~= '' then inlines:insert(pandoc.RawInline('typst', escaped(mark))) end
      end
      return inlines
    end
  end
end

local SHOWN = { 'title', 'subtitle', 'npq', 'npq-title', 'chapter', 'cohort', 'group', 'day', 'venue', 'link',
  'facilitators', 'code', 'partners' }

local function with_text_that_stays(meta)
  for _, key in ipairs(SHOWN) do
    if meta[key] then meta[key] = pandoc.Pandoc({}, { value = meta[key] }):walk({ Str = itself }).meta.value end
  end
  return meta
end

function Pandoc(document)
  document.blocks = in_chapters(with_leads(document.blocks)):walk { Str = itself }
  document.meta = with_text_that_stays(document.meta)
  return document
end
