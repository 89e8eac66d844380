-- Where something stands in the document that is drawn: pandoc does not say, so its file is looked through again.

local source = {}

local function lines_of_source()
  local name = quarto and quarto.doc and quarto.doc.input_file or PANDOC_STATE.input_files[1]
  local file = name and name ~= '-' and io.open(name)
  if not file then return nil, {} end
  local lines, fenced = {}, nil
  for line in file:lines() do
    local code = line:match('^%s*(```+)') or line:match('^%s*(~~~+)')
    lines[#lines + 1] = (fenced or code) and '' or line -- code says nothing of the document
    if code then
      if not fenced then fenced = code elseif line:match('^%s*' .. fenced) then fenced = nil end
    end
  end
  file:close()
  return pandoc.path.filename(name), lines
end

local name, lines

local function each_line(look)
  if not lines then name, lines = lines_of_source() end
  for number, line in ipairs(lines) do
    local place = name .. ':' .. number .. ': '
    if look(line, place) then return place end
  end
end

local function class_opened(line)
  return line:match('^[%s>]*:::+%s*{[^}]-%.([%a-]+)') or line:match('^[%s>]*:::+%s*([%a-]+)%s*$')
end

-- The place of the nth div of a class, "seminar.qmd:12: ", where the source opens as many as the document has: some may
-- have come from elsewhere.
function source.of_div(class, number, count)
  local opened, there = 0, nil
  each_line(function(line, place)
    if class_opened(line) ~= class then return end
    opened = opened + 1
    if opened == number then there = place end
  end)
  return opened == count and there or ''
end

-- The place of the first line that holds the text.
function source.of_text(text)
  return each_line(function(line) return line:find(text, 1, true) end) or ''
end

return source
