-- What Quarto's own filters would do to a document, done before they see it: figures, tables and callouts are numbered
-- and referred to (@fig-, @tbl-, @sec-), chapters are headings of the highest level, and identifiers keep clear of
-- those of the page. A workbook of the kit has done all this by itself.

local TYPST <const> = FORMAT:match('typst') ~= nil
local stringify = pandoc.utils.stringify
local FOLDER <const> = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local function part(name, ...) return assert(loadfile(pandoc.path.join { FOLDER, name }))(...) end

local source, cells = part('seminar-source.lua'), part('seminar-cells.lua')

local NBSP <const> = '\u{a0}'
local CHAPTER <const> = 1 -- pandoc moves levels for a page after its filters
-- What each kind of identifier calls what it names, in Quarto's words.
local NAMES <const> = {
  fig = 'Figure', tbl = 'Table', lst = 'Listing', sec = 'Section',
  nte = 'Note', tip = 'Tip', wrn = 'Warning', imp = 'Important', cau = 'Caution',
}

local options = {} -- what the document says below crossref:
local counts = {}
local targets = {} -- by identifier: its kind, and its number or title
local ids = {} -- whatever a link may lead to
local has_sources -- whether the document names any
local activities = {} -- by their ids: what of the form a link leads to

local function kind_of(id)
  local kind = id:match('^(%l+)%-.')
  return NAMES[kind] and kind
end

local function called(kind, what)
  local said = options[kind .. '-' .. what] or options[kind .. '-title']
  return said and stringify(said) or NAMES[kind]
end

local function problem(place, what, todo)
  return pandoc.RawInline('seminar-problem', place .. what .. '; ' .. todo)
end

local layout = part('seminar-layout.lua', problem, source)

-- headings ----------------------------------------------------------------------------------------------------

-- A tab's or a callout's heading is its title.
local function is_panel(div)
  return div.classes:find_if(function(class) return class == 'panel-tabset' or class:match('^callout') end) ~= nil
end

local function highest_level(blocks)
  local least
  blocks:walk {
    traverse = 'topdown',
    Div = function(div) if is_panel(div) then return div, false end end,
    Header = function(header) least = math.min(least or header.level, header.level) end,
  }
  return least
end

-- Many authors begin with ##, since the title is level 1 of a page.
local function with_chapters(blocks)
  local above = (highest_level(blocks) or CHAPTER) - CHAPTER
  if above <= 0 then return blocks end
  return blocks:walk { Header = function(header)
    header.level = math.max(CHAPTER, header.level - above)
    return header
  end }
end

-- numbers -----------------------------------------------------------------------------------------------------

local function number(kind, id)
  counts[kind] = (counts[kind] or 0) + 1
  targets[id] = { kind = kind, number = counts[kind] }
  return called(kind, 'title') .. NBSP .. counts[kind]
end

-- The number before the words of a caption; where there are none, alone. A reference leads to it: of a table that has
-- an identifier itself, Quarto would make a figure.
local function captioned(caption, label, id, colon)
  local first = caption[1]
  local words = first and first.content or pandoc.Inlines {}
  local said = pandoc.Str(label .. (#words > 0 and (colon or ':') or ''))
  local all = pandoc.Inlines { pandoc.Span({ said }, { id = id }) }
  if #words > 0 then all:insert(pandoc.Space()) end
  caption[1] = pandoc.Plain(all .. words)
  return caption
end

local function only_image(block)
  local content = (block.t == 'Para' or block.t == 'Plain') and block.content
  return content and #content == 1 and content[1].t == 'Image' and content[1]
end

local function figure(block)
  local image
  block:walk { Image = function(found) image = found end }
  local id = block.identifier ~= '' and block.identifier or image and image.identifier or ''
  if kind_of(id) ~= 'fig' then return nil end
  block.caption.long = captioned(block.caption.long, number('fig', id), id)
  block.identifier = ''
  return block
end

-- A picture without a caption is no figure to pandoc.
local function picture(para)
  local image = only_image(para)
  if not image or kind_of(image.identifier) ~= 'fig' then return nil end
  return figure(pandoc.Figure({ pandoc.Plain { image } }, { long = {} }, { id = image.identifier }))
end

-- Quarto's reader leaves {#tbl-one …} at the end of the caption, in words.
local function id_of_table(block)
  if block.identifier ~= '' then return block.identifier end
  local last = block.caption.long[#block.caption.long]
  local content = last and last.content or pandoc.Inlines {}
  for i = #content, 1, -1 do
    local id = content[i].t == 'Str' and content[i].text:match('^{#(tbl%-[^}%s]+)')
    if id and stringify(content):match('}$') then
      local kept = i > 1 and content[i - 1].t == 'Space' and i - 2 or i - 1
      last.content = pandoc.Inlines(table.move(content, 1, kept, 1, {}))
      block.caption.long[#block.caption.long] = last
      return id
    end
  end
  return ''
end

local function numbered_table(block)
  local id, caption = id_of_table(block), block.caption.long
  if id == '' then return nil end
  if kind_of(id) == 'tbl' then
    block.caption.long = captioned(caption, number('tbl', id), id)
  elseif caption[1] then
    block.caption.long[1].content:insert(1, pandoc.Span({}, { id = id }))
  end
  block.identifier = ''
  return block
end

-- Figures in a figure are its parts, and tables in a table: (a), (b), and so on.
local function with_parts(blocks, kind, whole)
  local part = 0
  local function named(block, id)
    if kind_of(id) ~= kind then return nil end
    local letter = string.char(('a'):byte() + part)
    part = part + 1
    targets[id] = { kind = kind, number = whole .. letter }
    block.caption.long = captioned(block.caption.long, '(' .. letter .. ')', id, '')
    block.identifier = ''
    return block
  end
  return blocks:walk {
    Figure = function(block) return named(block, block.identifier) end,
    Table = function(block) return named(block, id_of_table(block)) end,
    Para = function(para)
      local image = only_image(para)
      return image and named(pandoc.Figure({ pandoc.Plain { image } }, { long = {} }), image.identifier)
    end,
  }
end

-- ::: {#fig-one} around a picture or a table, with the caption as its last paragraph.
local function float(div)
  local kind, content = kind_of(div.identifier), div.content
  local floats = kind == 'fig' or kind == 'tbl' or kind == 'lst'
  if not floats or #content < 2 or content[#content].t ~= 'Para' then return nil end
  local id, caption = div.identifier, { pandoc.Plain(content:remove().content) }
  local only = #content == 1 and content[1]
  if only and only_image(only) then
    return figure(pandoc.Figure({ pandoc.Plain { only_image(only) } }, { long = caption }, { id = id }))
  elseif only and only.t == 'Table' then
    only.caption.long, only.identifier = caption, id
    return numbered_table(only)
  end
  local label = number(kind, id)
  div.content = pandoc.Blocks(with_parts(content, kind, counts[kind]))
  div.content:insert(pandoc.Para(captioned(caption, label, id)[1].content))
  div.identifier = ''
  return div, false
end

-- A block of code that says its caption itself.
local function listing(block)
  local caption = block.attributes['lst-cap']
  if not caption or kind_of(block.identifier) ~= 'lst' then return nil end
  local id = block.identifier
  block.identifier, block.attributes['lst-cap'] = '', nil
  local words = pandoc.utils.blocks_to_inlines(pandoc.read(caption, 'markdown-raw_html-raw_tex').blocks)
  return float(pandoc.Div({ block, pandoc.Para(words) }, { id = id }))
end

local function callout(div)
  local kind = kind_of(div.identifier)
  if not kind or not is_panel(div) then return nil end
  local label = number(kind, div.identifier)
  div.attributes.number = label
  return div
end

local function numbered(blocks)
  return blocks:walk {
    traverse = 'topdown', Figure = figure, Para = picture, Table = numbered_table, CodeBlock = listing,
    Div = function(div)
      if is_panel(div) then return callout(div) end
      return float(div)
    end,
    Header = function(header)
      local id = header.identifier
      if kind_of(id) == 'sec' then targets[id] = { kind = 'sec', title = header.content:clone() } end
    end,
  }
end

-- references ----------------------------------------------------------------------------------------------------

local function shown(target, citation)
  local prefix = #citation.prefix > 0 and citation.prefix or pandoc.Inlines { called(target.kind, 'prefix') }
  if citation.mode == 'SuppressAuthor' then prefix = pandoc.Inlines {} end
  local number_or_title = pandoc.Inlines { tostring(target.number) }
  if target.title then number_or_title = pandoc.Inlines { '“' } .. target.title .. { '”' } end
  return (#prefix > 0 and prefix .. { pandoc.Str(NBSP) } or prefix) .. number_or_title
end

-- @Fig-one is @fig-one where a sentence begins.
local function name_of(citation) return (citation.id:gsub('^%u', string.lower)) end

local function reference(citation)
  local id = name_of(citation)
  local target = targets[id]
  if target then return pandoc.Inlines { pandoc.Link(shown(target, citation), '#' .. id) } .. citation.suffix end
  local todo = 'write it as the name of a heading, figure, table or callout of this document, such as {#' .. id .. '}'
  return pandoc.Inlines { problem(source.of_text('@' .. citation.id), '@' .. citation.id .. ' leads to nothing', todo) }
end

-- What is no cross reference is a citation, and left to whoever lists the sources; without any, it is somebody's name.
local function cite(element)
  local all = pandoc.Inlines {}
  for _, citation in ipairs(element.citations) do
    if not kind_of(name_of(citation)) then return not has_sources and element.content or nil end
    if #all > 0 then all:extend { pandoc.Str(','), pandoc.Space() } end
    all:extend(reference(citation))
  end
  return all
end

-- On paper an activity has no place that a link could find.
local function link_to_activity(element, place)
  if TYPST then return element.content end
  local opening, closing = pandoc.RawInline('html', '<a href="#' .. place .. '">'), pandoc.RawInline('html', '</a>')
  return pandoc.Inlines { opening } .. element.content .. { closing }
end

local function link(element)
  local id = element.target:match('^#(.+)')
  if activities[id] then return link_to_activity(element, activities[id]) end
  if not id or ids[id] or id:match('^ref%-') then return nil end
  local what = 'the link #' .. id .. ' leads to nothing'
  local todo = 'write # and the name of a heading or an activity of this document'
  local told = problem(source.of_text('](#' .. id), what, todo)
  return pandoc.Inlines { told, element }
end

-- A line of colons that pandoc has taken for text: whatever it was to hold, or to hide, stands there as text.
local function open_box(inlines)
  for i, inline in ipairs(inlines) do
    if inline.t == 'Str' and inline.text:match('^:::') then
      local said = stringify(pandoc.Inlines(table.move(inlines, i, math.min(i + 4, #inlines), 1, {})))
      local todo = 'leave an empty line before and after each line of :::, and begin it where the text begins'
      local place = source.of_text(said:match('^:::+ %S+') or ':::')
      inlines:insert(1, problem(place, 'a box did not open or close: “' .. said .. ' …”', todo))
      return inlines, false
    end
  end
end

-- identifiers ---------------------------------------------------------------------------------------------------

-- seminar.lua does the same to headings and links. What citations need stays, and where Quarto keeps things for later.
local function apart(element)
  local id = element.identifier
  if id == '' then return nil end
  ids[id] = true
  if id == 'refs' or id:match('^ref%-') or id:match('^%x+%-%x+%-%x+%-%x+%-%x+$') then return nil end
  element.identifier = 's_' .. id
  return element
end

local NAMED <const> = { 'Div', 'Span', 'Image', 'Code', 'CodeBlock', 'Figure', 'Table', 'Link' }

local function with_names_apart(blocks)
  local names = { Header = function(header) ids[header.identifier] = true end }
  function names.RawBlock(block)
    if block.format ~= 'seminar-activity' then return end
    local one = pandoc.json.decode(block.text, false)
    activities[one.id] = one.kind == 'prompt' and one.id or one.id .. '_label'
  end
  for _, kind in ipairs(NAMED) do names[kind] = apart end
  return blocks:walk(names)
end

function Pandoc(document)
  if document.meta.model then return nil end
  local crossref = document.meta.crossref
  if pandoc.utils.type(crossref) == 'table' then options = crossref end
  has_sources = document.meta.bibliography ~= nil or document.meta.references ~= nil
  local blocks = numbered(with_chapters(document.blocks:walk { Div = cells.shown }))
  blocks = blocks:walk { Cite = cite, Div = layout.in_column, Span = layout.in_column }
  blocks = blocks:walk { Div = layout.laid_out, Span = layout.shortcode }
  document.blocks = with_names_apart(blocks):walk { Link = link }:walk { Inlines = open_box }
  document.meta['author-s-own'] = true -- no workbook of the kit, which seminar-panels.lua leaves as it is
  return document
end
