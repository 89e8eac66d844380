-- What stands beside something else, and what shortcodes stand for: parts of seminar-references.lua.

local problem, source = ... -- of seminar-references.lua; seminar-source.lua

local TYPST <const> = FORMAT:match('typst') ~= nil

local layout = {}

-- shortcodes --------------------------------------------------------------------------------------------------

-- What Quarto would make of these needs a frame of another site, or a style sheet and a script.
local SHORTCODES <const> = {
  kbd = function(said, named)
    return pandoc.Code(said ~= '' and said or named.win or named.mac or named.linux or '')
  end,
  video = function(said, named)
    if said:match('^https?://') then return pandoc.Link(named.title or said, said) end
    local todo = 'put it where people can watch it, and write its address'
    return problem(source.of_text(said), 'the page can hold no film, as ' .. said, todo)
  end,
}

function layout.shortcode(span)
  if not span.classes:includes('quarto-shortcode__') then return nil end
  local said, named = {}, {}
  for _, part in ipairs(span.content) do
    local given = part.attributes or {}
    local key, value = given['data-key'], given['data-value']
    if key then named[key] = value else table.insert(said, value) end
  end
  local draw = SHORTCODES[said[1]]
  return draw and draw(said[2] or '', named)
end

-- columns -----------------------------------------------------------------------------------------------------

-- Beside each other in Quarto's own layout, which is drawn on paper, too.
local function columns(div)
  local widths = {}
  for i, column in ipairs(div.content) do
    if column.t ~= 'Div' or not column.classes:includes('column') then return nil end
    local width = column.attributes.width or ''
    widths[i] = width:match('^(%d+%.?%d*)%%$') or ('%.1f'):format(100 / #div.content)
    column.attributes.width = nil
    column.classes = column.classes:filter(function(class) return class ~= 'column' end)
    div.content[i] = column
  end
  div.classes = div.classes:filter(function(class) return class ~= 'columns' end)
  div.attributes.layout = '[' .. table.concat(widths, ',') .. ']'
  return div
end

-- On paper a box to write in takes a share of the room that is left, and beside something else there is no telling how
-- much that is: what asks stands below each other.
local function asks(div)
  local found = false
  div:walk { RawBlock = function(block) found = found or block.format == 'seminar-activity' end }
  return found
end

local LAYOUTS <const> = { 'layout', 'layout-ncol', 'layout-nrow' }

-- Of what is drawn as several blocks later, each would be a cell.
local function in_one(block)
  local function draws(class) return class:match('^callout') or class == 'panel-tabset' end
  local panel = block.t == 'Div' and block.classes:find_if(draws)
  return (block.t == 'Table' or panel) and pandoc.Div { block } or block
end

function layout.laid_out(div)
  if div.classes:includes('columns') then div = columns(div) or div end
  if TYPST and asks(div) then
    for _, name in ipairs(LAYOUTS) do div.attributes[name] = nil end
  end
  if div.attributes.layout or div.attributes['layout-ncol'] or div.attributes['layout-nrow'] then
    div.content = div.content:map(in_one)
  end
  return div
end

-- The margin is the kit's, and on paper Quarto would fetch a package to write there: what stands beside, follows.
function layout.in_column(element)
  local kept = element.classes:filter(function(class) return class ~= 'aside' and not class:match('^column%-') end)
  if #kept == #element.classes then return nil end
  element.classes = kept
  return element
end

return layout
