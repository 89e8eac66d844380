-- Quarto's callouts, tabsets and task lists in the kit's own style, after seminar.lua has drawn the furniture. Quarto's
-- own would need its scripts and style sheets, and on paper a package from the network.

local TYPST = FORMAT:match('typst') ~= nil

local NAMES <const> = { note = 'Note', tip = 'Tip', warning = 'Warning', important = 'Important', caution = 'Caution' }
-- The style sheet knows so many tabs; more than these are shown below each other.
local MOST_TABS <const> = 8

local function raw(text) return pandoc.RawBlock(TYPST and 'typst' or 'html', text) end
local function raw_inline(text) return pandoc.RawInline(TYPST and 'typst' or 'html', text) end

-- callouts ------------------------------------------------------------------------------------------------------

local function name_of_callout(div)
  for _, class in ipairs(div.classes) do
    local name = class:match('^callout%-(%l+)$')
    if NAMES[name] then return name end
  end
  return div.classes:includes('callout') and ''
end

-- As Quarto takes it: the attribute, else a heading that the callout begins with.
local function title_of_callout(div)
  local said, first = div.attributes.title, div.content[1]
  if said then return pandoc.utils.blocks_to_inlines(pandoc.read(said, 'markdown-raw_html-raw_tex').blocks) end
  if first and first.t == 'Header' then
    div.content:remove(1)
    return first.content
  end
  return pandoc.Inlines {}
end

local function callout(div, name)
  local title = title_of_callout(div)
  local word = div.attributes.number or NAMES[name] or ''
  if TYPST then
    local said = 'kind: "' .. name .. '", word: "' .. word .. '", titled: ' .. tostring(#title > 0)
    local ending = div.identifier ~= '' and '] <' .. div.identifier .. '>' or ']'
    return pandoc.Blocks { raw('#seminar-callout(' .. said .. ')['), pandoc.Plain(title), raw('][') }
      .. div.content .. { raw(ending) }
  end
  local id = div.identifier ~= '' and ' id="' .. div.identifier:gsub('["&<]', '') .. '"' or ''
  local head = pandoc.Inlines {}
  if word ~= '' then head:insert(raw_inline('<span class="kicker">' .. word .. '</span>')) end
  if #title > 0 then head = head .. { raw_inline(' <b class="title">') } .. title .. { raw_inline('</b>') } end
  if #head > 0 then head = pandoc.Inlines { raw_inline('<p class="box-head">') } .. head .. { raw_inline('</p>') } end
  return pandoc.Blocks { raw('<div class="box callout ' .. name .. '" role="note"' .. id .. '>'), pandoc.Plain(head) }
    .. div.content .. { raw('</div>') }
end

-- tabsets -------------------------------------------------------------------------------------------------------

local tabsets = 0

-- Its tabs: each a heading of the level of the first, and what follows it.
local function tabs_of(div)
  local before, tabs, level = pandoc.Blocks {}, {}, nil
  for _, block in ipairs(div.content) do
    if block.t == 'Header' and (not level or block.level == level) then
      level = block.level
      tabs[#tabs + 1] = { title = block.content, active = block.classes:includes('active'), content = pandoc.Blocks {} }
    else
      (tabs[#tabs] and tabs[#tabs].content or before):insert(block)
    end
  end
  return before, tabs
end

-- A choice of which to show, as of whose part: style alone does it, and paper shows all.
local function choice(tabs)
  local active = 1
  for i, tab in ipairs(tabs) do active = tab.active and i or active end
  local all = pandoc.Inlines { raw_inline('<fieldset class="tabs"><legend class="unseen">Show</legend>') }
  for i, tab in ipairs(tabs) do
    local checked = i == active and ' checked' or ''
    local given = 'type="radio" name="tabs-' .. tabsets .. '" value="' .. i .. '"' .. checked
    all:insert(raw_inline('<label><input ' .. given .. '><span>'))
    all:extend(tab.title:walk { Note = function() return {} end, Link = function(link) return link.content end })
    all:insert(raw_inline('</span></label>'))
  end
  all:insert(raw_inline('</fieldset>'))
  return pandoc.Plain(all)
end

local function tabset(div)
  local all, tabs = tabs_of(div)
  if #tabs == 0 then return nil end
  tabsets = tabsets + 1
  local chosen = not TYPST and #tabs > 1 and #tabs <= MOST_TABS
  if not TYPST then all:insert(raw('<div class="tabset">')) end
  if chosen then all:insert(choice(tabs)) end
  for _, tab in ipairs(tabs) do
    if TYPST then
      all = all .. { raw('#seminar-tab['), pandoc.Plain(tab.title), raw('][') } .. tab.content .. { raw(']') }
    else
      local title = pandoc.Inlines { raw_inline('<p class="tab-title">') } .. tab.title .. { raw_inline('</p>') }
      all = all .. { raw('<div class="tab">'), pandoc.Plain(title) } .. tab.content .. { raw('</div>') }
    end
  end
  if not TYPST then all:insert(raw('</div>')) end
  return all
end

local function panel(div)
  local name = name_of_callout(div)
  if name then return callout(div, name) end
  if div.classes:includes('panel-tabset') then return tabset(div) end
end

-- tables --------------------------------------------------------------------------------------------------------

-- Quarto takes the caption from a table that has no name of its own.
local function captioned(block)
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
  if #caption == 0 then return nil end
  block.caption.long = pandoc.Blocks {}
  return pandoc.Blocks { raw('#seminar-captioned['), pandoc.Plain(caption), raw(']['), block, raw(']') }
end

-- task lists ----------------------------------------------------------------------------------------------------

local BOXES <const> = { ['☐'] = false, ['☒'] = true }

local function mark(done)
  if TYPST then return raw_inline('#seminar-task(' .. tostring(done) .. ')') end
  return raw_inline(done and '<b class="task done"><span class="unseen">Done: </span></b>' or '<b class="task"></b>')
end

-- Nothing on a page may look as if it could be ticked and then lose the tick; what is to be kept is a .checklist.
local function with_mark(block)
  local content = (block.t == 'Plain' or block.t == 'Para') and block.content
  local word = content and content[1] and content[1].t == 'Str' and content[1].text or ''
  if BOXES[word] == nil then return nil end
  content[1] = mark(BOXES[word])
  if content[2] and content[2].t == 'Space' then content:remove(2) end
  block.content = content
  return block
end

local function tasks(list)
  local items, count = list.content, 0
  for i, item in ipairs(items) do
    local marked = item[1] and with_mark(item[1])
    if marked then
      item[1], count = marked, count + 1
      items[i] = item
    end
  end
  if count == 0 then return nil end
  list.content = items
  -- a box is mark enough
  return TYPST and count == #items and { raw('#seminar-tasks['), list, raw(']') } or list
end

function Pandoc(document)
  if not document.meta['author-s-own'] then return nil end
  document.blocks = document.blocks:walk { Div = panel, BulletList = tasks, Table = TYPST and captioned or nil }
  return document
end
