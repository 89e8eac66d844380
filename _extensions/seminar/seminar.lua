-- Page furniture for HTML and Typst. Activities draw themselves; this filter gives boxes, badges, page breaks, pictures
-- and mathematics their form, and takes facilitators' notes out. Nothing here is Quarto's, so plain pandoc runs it too.
-- Every problem is reported at once, one a line: "seminar in cell 3 of welcome: what is wrong; what to do".

local TYPST = FORMAT:match('typst') ~= nil
local stringify = pandoc.utils.stringify
local edition = 'participant'
local problems = {}
local place -- the mark of the cell that is looked at: its number from 0, and its sheet

local function problem(what, todo)
  local cell, sheet = (place or ''):match('^(%d+) (.+)$')
  local where = cell and ' in cell ' .. tonumber(cell) + 1 .. ' of ' .. sheet or ''
  problems[#problems + 1] = 'seminar' .. where .. ': ' .. what .. '; ' .. todo
end

-- text as a Typst string, and as HTML ------------------------------------------------------------

-- No brace stays one: two of them and < are where Quarto looks for commands, in raw blocks and values too.
local function typst_string(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('{', '\\u{7b}'):gsub('%s+', ' ') .. '"'
end

local function typst_option(text) return text and text ~= '' and typst_string(text) or 'none' end

local HTML = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;', ['{'] = '&#123;' }
local function html_text(text)
  return (text:gsub('[&<>"{]', HTML))
end

local function raw(text)
  return pandoc.RawBlock(TYPST and 'typst' or 'html', text)
end

local function raw_inline(text)
  return pandoc.RawInline(TYPST and 'typst' or 'html', text)
end

local drawn

local function around(before, blocks, after)
  return pandoc.Blocks { raw(before) } .. drawn(blocks) .. pandoc.Blocks { raw(after) }
end

-- Content is fetched once, and after everything else: reading a block's type again would then read all of it again.
local function only_image(content)
  return #content == 1 and content[1].t == 'Image' and content[1]
end

-- boxes: what each class of div becomes ------------------------------------------------------------

local function kicker(word, title)
  local shown = title and ' <b class="title">' .. html_text(title) .. '</b>' or ''
  return '<p class="box-head"><span class="kicker">' .. word .. '</span>' .. shown .. '</p>'
end

local boxes = {}

function boxes.intentions(div)
  if TYPST then return around('#seminar-intentions[', div.content, ']') end
  return around('<div class="box intentions">', div.content, '</div>')
end

local function titled(name, word, role)
  return function(div)
    local title = div.attributes.title
    if TYPST then
      return around('#seminar-' .. name .. '(title: ' .. typst_option(title) .. ')[', div.content, ']')
    end
    return around('<div class="box ' .. name .. '"' .. role .. '>' .. kicker(word, title), div.content, '</div>')
  end
end

boxes.scenario = titled('scenario', 'Scenario', '')
boxes.reminder = titled('reminder', 'Remember', ' role="note"')

function boxes.quotation(div)
  local source = div.attributes.source
  if TYPST then return around('#seminar-quotation(source: ' .. typst_option(source) .. ')[', div.content, ']') end
  local credit = source and '<figcaption>' .. html_text(source) .. '</figcaption>' or ''
  return around('<figure class="quotation"><blockquote>', div.content, '</blockquote>' .. credit .. '</figure>')
end

function boxes.stage(div)
  local letter, title = div.attributes.letter or '', div.attributes.title or ''
  if letter == '' or title == '' then
    problem('a .stage box lacks its letter or title', 'write ::: {.stage letter="G" title="Goal"}')
  end
  if TYPST then
    local call = '#seminar-stage(letter: ' .. typst_string(letter) .. ', title: ' .. typst_string(title) .. ')['
    return around(call, div.content, ']')
  end
  local badge = '<span class="letter" aria-hidden="true">' .. html_text(letter) .. '</span>'
  local head = '<p class="stage-title">' .. html_text(title) .. '</p>'
  return around('<div class="stage">' .. badge .. '<div class="stage-body">' .. head, div.content, '</div></div>')
end

function boxes.facilitator(div)
  if edition ~= 'facilitator' then return pandoc.Blocks {} end
  local minutes = div.attributes.minutes
  -- drawn later, beside the page; what stands in it is reached as the walk goes on
  if TYPST then return pandoc.Blocks { pandoc.Div(div.content, { class = 'facilitator-note', minutes = minutes }) } end
  local word = 'For the facilitator' .. (minutes and ' · ' .. html_text(minutes) .. ' min' or '')
  return around('<div class="box facilitator" role="note">' .. kicker(word), div.content, '</div>')
end

-- Prose with its figure at the right.
function boxes.beside(div)
  local left, right = pandoc.Blocks {}, pandoc.Blocks {}
  for _, block in ipairs(div.content) do
    local kind = block.t
    local pictured = kind == 'Figure' or kind == 'Para' and only_image(block.content)
    local side = pictured and right or left
    side:insert(block)
  end
  if not TYPST then
    return around('<div class="beside"><div>', left, '</div>') .. right .. pandoc.Blocks { raw('</div>') }
  end
  return around('#seminar-beside([', left, '], [') .. right .. pandoc.Blocks { raw('])') }
end

function boxes.pagebreak()
  return pandoc.Blocks { raw(TYPST and '#pagebreak(weak: true)' or '<div class="pagebreak"></div>') }
end

-- pictures: always a file of the workbook, always with words for those who do not see it -----------

local function is_ours(path)
  return not path:match('^%a[%w+.-]*:') and not path:match('^/') and not path:match('%.%.') and not path:match('^\\')
end

local function alternative(image)
  local alt = image.attributes['fig-alt'] or image.attributes.alt
  if not alt or not alt:match('%S') then
    problem('the picture ' .. image.src .. ' has no description', 'write what it shows as {fig-alt="..."}')
  end
  if not is_ours(image.src) then
    problem('the picture ' .. image.src .. ' is outside the workbook', 'copy it into figures/ and use that path')
  end
  return ((alt or ''):gsub('{{', '{ {')) -- not for Quarto to read as a command
end

local function typst_image(image)
  local alt = alternative(image)
  local width = image.attributes.width
  local given = width and width:match('^%d+%.?%d*%%$') or width and width:match('^%d+%.?%d*[cm]m$')
  return typst_string(image.src) .. ', ' .. typst_string(alt), given and ', width: ' .. given or ''
end

local function html_image(image)
  local alt = alternative(image)
  image.attributes.alt, image.attributes['fig-alt'] = alt, nil
  return image
end

local function figure(image, caption)
  local call, width = typst_image(image)
  local inlines = pandoc.Inlines { raw_inline('#seminar-figure(' .. call .. ', [') }
  inlines:extend(caption)
  inlines:insert(raw_inline(']' .. width .. ')'))
  return pandoc.Plain(inlines)
end

-- Drawn here, because Quarto would put a box of its own around pandoc's figure.
local function html_figure(image, caption)
  local inlines = pandoc.Inlines { raw_inline('<figure>'), html_image(image), raw_inline('<figcaption>') }
  inlines:extend(caption)
  inlines:insert(raw_inline('</figcaption></figure>'))
  return pandoc.Plain(inlines)
end

-- the walk -------------------------------------------------------------------------------------------

-- One walk does everything: each costs some milliseconds on a whole workbook.
local walk = { traverse = 'topdown' }

local function loads_a_file(html)
  -- the short pattern first: the long one takes its time
  return html:find('[sS][rR][cC]%s*=') and html:find('<%s*[%a]+[^>]*%s[sS][rR][cC]%s*=')
end

local function check_raw(block)
  local format = block.format
  if format:match('html') and loads_a_file(block.text) then
    problem('a raw HTML block loads a file', 'use a Markdown picture from figures/')
  elseif format == 'typst' and not block.text:match('^%s*#seminar%-') then
    problem('a raw Typst block holds code of its own', 'only activities may write Typst')
  end
  return format
end

local function box(div)
  for _, class in ipairs(div.classes) do
    if boxes[class] then return boxes[class](div) end
  end
  -- a plain block in Typst could neither break a page nor fill the rest of one
  if TYPST and (div.classes:includes('cell') or div.classes:includes('cell-output')) then return drawn(div.content) end
end

-- An activity comes in both writers' words; the other writer's go.
local function raw_block(block)
  if check_raw(block) == (TYPST and 'html' or 'typst') then return pandoc.Blocks {} end
end

local instead_of = { Div = box, RawBlock = raw_block }

local START <const> = 'seminar-cell' -- the format of a raw block of seminar-scopes.lua, where a cell starts

-- The blocks with each box drawn. A list is seen here before it is walked, so our own marks are never checked; what
-- stands in it is walked afterwards, and passes the starts of cells once more.
function drawn(blocks)
  local all, changed, before = pandoc.Blocks {}, false, place
  for _, block in ipairs(blocks) do
    local kind = block.t
    if kind == 'RawBlock' and block.format == START then place = block.text end
    local draw = instead_of[kind]
    local given = draw and draw(block)
    if given then all:extend(given) else all:insert(block) end
    changed = changed or given ~= nil
  end
  place = before
  return changed and all or blocks
end

walk.Blocks = drawn

function walk.RawBlock(block)
  if block.format ~= START then return nil end
  place = block.text
  return {}
end

function walk.RawInline(inline)
  if inline.format == 'seminar-problem' then problem(inline.text:match('^(.*); (.*)$')) end
  check_raw(inline)
end

-- {{< pagebreak >}} alone: plain words to pandoc, but Quarto's reader has made a span of it.
local function is_pagebreak(content)
  if #content > 5 then return false end -- more than three words and two spaces
  local span = #content == 1 and content[1]
  local said = span and span.t == 'Span' and span.attributes['data-raw'] or stringify(content)
  return said:match('^{{<%s*pagebreak%s*>}}$') ~= nil
end

function walk.Para(para)
  local content = para.content
  if is_pagebreak(content) then return boxes.pagebreak() end
  local image = only_image(content)
  if image and TYPST then return figure(image, image.caption), false end
end

function walk.Figure(block)
  local image
  block:walk { Image = function(found) image = found end }
  if not image then return nil end
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long):walk(walk)
  return TYPST and figure(image, caption) or html_figure(image, caption), false
end

function walk.Image(image)
  if not TYPST then return html_image(image), false end
  local call, width = typst_image(image)
  call = call:gsub('", "', '", alt: "', 1)
  return raw_inline('#box(image(' .. call .. width .. '))'), false
end

-- Headings keep clear of the ids of activities, which never hold an underscore.
function walk.Header(header)
  if header.identifier ~= '' then header.identifier = 's_' .. header.identifier end
  return header
end

function walk.Link(link)
  link.target = link.target:gsub('^#(.+)', '#s_%1')
  return link
end

-- Mathematics needs words beside it: [$x^2$]{alt="x squared"}.
function walk.Span(span)
  local alt, maths = span.attributes.alt, #span.content == 1 and span.content[1]
  if not (alt and maths and maths.t == 'Math') then return nil end
  if TYPST then
    local drawn = pandoc.write(pandoc.Pandoc { pandoc.Plain { maths } }, 'typst'):gsub('%s+$', '')
    return raw_inline('#seminar-math(' .. typst_string(alt) .. ', ' .. drawn .. ')'), false
  end
  local opening = '<span role="math" aria-label="' .. html_text(alt) .. '">'
  return pandoc.Inlines { raw_inline(opening), maths, raw_inline('</span>') }, false
end

function walk.Math(maths)
  problem('the formula ' .. maths.text .. ' has no words beside it',
    'write [$' .. maths.text .. '$]{alt="..."}, or \\$ where a dollar sign is meant')
end

function walk.CodeBlock(block)
  block.classes = {} -- no colouring: it would carry styles of its own into the page
  return block
end

-- the cover's facts ------------------------------------------------------------------------------------

local function as_web_link(value)
  local address = stringify(value)
  if not address:match('^https?://[%w]') then return value end
  return pandoc.MetaInlines { pandoc.Link(address, (address:gsub('{', '%%7B'):gsub('}', '%%7D'))) }
end

-- As a string of Typst, or text of an attribute.
local function as_string(value)
  local text = stringify(value)
  return pandoc.MetaInlines { raw_inline(TYPST and typst_string(text) or html_text(text)) }
end

local function partner_facts(partner)
  if partner.logo then
    local path = stringify(partner.logo)
    if not is_ours(path) then
      problem('the logo ' .. path .. ' is outside the project', 'copy it into data/logos/ and use that path')
    end
    partner.logo, partner.alt = as_string(path), as_string(partner.alt or partner.name)
  else
    partner.alt = nil
  end
  return partner
end

local function cover_facts(meta)
  -- what the page's script knows of the workbook, as JSON that holds nothing a tag could begin with
  meta.model = meta.model and not TYPST and pandoc.MetaInlines { raw_inline(stringify(meta.model)) } or nil
  for _, fact in ipairs(meta.facts or {}) do fact.value = as_web_link(fact.value) end
  for _, field in ipairs(meta.cover or {}) do
    for name, value in pairs(field) do field[name] = as_string(value) end
  end
  for i, partner in ipairs(meta.partners or {}) do meta.partners[i] = partner_facts(partner) end
  for i, author in ipairs(meta['author-names'] or {}) do meta['author-names'][i] = as_string(author) end
  return meta
end

-- Quarto would carry out {{< ... >}} in a value; it looks for both braces in one word.
local function braces_apart(str)
  if not str.text:find('[{}]') then return nil end
  local parts = pandoc.Inlines {}
  for part in str.text:gmatch('[{}]?[^{}]*') do
    if part ~= '' then parts:insert(pandoc.Str(part)) end
  end
  return parts
end

function Pandoc(document)
  if document.meta.edition then edition = stringify(document.meta.edition) end
  document.meta = pandoc.Pandoc({}, cover_facts(document.meta)):walk({ Str = braces_apart }).meta
  document.blocks = document.blocks:walk(walk)
  -- not error(): in Quarto that only prints, and the page would be made all the same
  assert(#problems == 0, '\n' .. table.concat(problems, '\n') .. '\n')
  return document
end
