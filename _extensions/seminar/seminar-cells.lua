-- What code cells have shown, for seminar-references.lua: a table of theirs is a table, with its caption.

local cells = {}

-- Forms stay as they are; what has fields of its own is told by seminar-document.lua.
local function is_table(block)
  if block.format ~= 'html' or not block.text:find('<table', 1, true) then return false end
  return not block.text:find('seminar-activity', 1, true) and not block.text:find('<input', 1, true)
end

-- Of HTML, such as a data frame's, paper would have nothing.
local function read(block)
  if not is_table(block) then return nil end
  local tables = pandoc.Blocks {}
  pandoc.read(block.text, 'html').blocks:walk { Table = function(found) tables:insert(found) end }
  return #tables > 0 and tables or nil
end

local function captioned(div, caption)
  local done = false
  div.attributes['tbl-cap'] = nil
  local id = div.identifier
  return div:walk { Table = function(found)
    if done then return nil end
    done = true
    found.caption.long = pandoc.read(caption, 'markdown-raw_html-raw_tex').blocks
    if id:match('^tbl%-') then found.identifier = id end
    return found
  end }, done
end

function cells.shown(div)
  if not div.classes:includes('cell') then return nil end
  div = div:walk { RawBlock = read }
  local caption, done = div.attributes['tbl-cap'], false
  if caption then div, done = captioned(div, caption) end
  if done then div.identifier = '' end
  return div
end

return cells
