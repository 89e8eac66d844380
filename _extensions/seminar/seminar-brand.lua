-- The colours and the logo of a document: those that it gives itself (branding:, partners:), or those of _brand.yml, of
-- which Quarto tells its filters; and the brand's letters, if their files are at hand.

local stringify = pandoc.utils.stringify

local WHITE <const>, QUIET <const> = 'FFFFFF', '47535F' -- the kit's quiet text, which stands on tints too
-- How well each colour is to be told from its ground, as WCAG 2 counts it.
local NEEDED <const> = { ink = { 4.5, WHITE }, accent = { 4.5, WHITE }, rule = { 3, WHITE }, tint = { 4.5, QUIET } }

local function channels(colour)
  local red, green, blue = colour:match('^(%x%x)(%x%x)(%x%x)$')
  return { tonumber(red, 16), tonumber(green, 16), tonumber(blue, 16) }
end

local function hex(three)
  return ('%02X%02X%02X'):format(table.unpack(three))
end

local function luminance(colour)
  local sum, weights = 0, { 0.2126, 0.7152, 0.0722 }
  for i, value in ipairs(channels(colour)) do
    local part = value / 255
    sum = sum + weights[i] * (part <= 0.04045 and part / 12.92 or ((part + 0.055) / 1.055) ^ 2.4)
  end
  return sum
end

local function contrast(one, other)
  local light, dark = luminance(one), luminance(other)
  if light < dark then light, dark = dark, light end
  return (light + 0.05) / (dark + 0.05)
end

-- Part of the way from a colour to another.
local function mixed(colour, other, share)
  local from, to, all = channels(colour), channels(other), {}
  for i = 1, 3 do all[i] = math.floor(from[i] + (to[i] - from[i]) * share + 0.5) end
  return hex(all)
end

-- The nearest that can be read: darker, or lighter where it is the ground.
local function readable(colour, name)
  local needed, ground = table.unpack(NEEDED[name])
  local towards = name == 'tint' and WHITE or '000000'
  for step = 0, 100 do
    local tried = mixed(colour, towards, step / 100)
    if contrast(tried, ground) >= needed then return tried end
  end
end

-- #abc or #aabbcc, with or without the #.
local function colour_of(text)
  local said = text:gsub('^#', '')
  if said:match('^%x%x%x$') then said = said:gsub('%x', '%0%0') end
  return said:match('^%x%x%x%x%x%x$') and said:upper()
end

-- What the author gives is refused where it cannot be read; the message names the nearest that can.
local function check_own(branding, problem)
  for name in pairs(NEEDED) do
    local said = branding[name] and stringify(branding[name])
    local colour = said and colour_of(said)
    if said and not colour then
      problem('the colour ' .. name .. ' is ' .. said, 'write it as "#16324f" under branding:')
    elseif colour and readable(colour, name) ~= colour then
      local todo = '"#' .. readable(colour, name):lower() .. '" would pass'
      problem('the colour ' .. name .. ' ' .. said .. ' cannot be read well', todo)
    elseif colour then
      branding[name] = colour
    end
  end
end

local function brand_colour(name)
  local ok, said = pcall(quarto.brand.get_color_css, 'light', name)
  return ok and type(said) == 'string' and colour_of(said) or nil
end

local function branding_of_brand()
  local ink, accent = brand_colour('primary'), brand_colour('secondary')
  if not ink and not accent then return nil end
  return {
    ink = ink and readable(ink, 'ink'), accent = readable(accent or ink, 'accent'),
    tint = ink and readable(mixed(ink, WHITE, 0.92), 'tint'),
  }
end

-- The path of the logo from the document's folder, with its words; Quarto tells it from the project's folder.
local function logo_of_brand()
  for _, size in ipairs { 'medium', 'large', 'small' } do
    local ok, logo = pcall(quarto.brand.get_logo, 'light', size)
    logo = ok and type(logo) == 'table' and (logo.light or logo) or ok and type(logo) == 'string' and { path = logo }
    local path = logo and logo.path
    if path and path:match('^/') then
      local offset = quarto.project and quarto.project.offset
      path = (not offset or offset == '.') and path:gsub('^/', '') or nil
    end
    if path then return path, logo.alt or 'Logo' end
  end
end

-- letters ---------------------------------------------------------------------------------------------------------

local TYPES <const> = { ttf = 'font/ttf', otf = 'font/otf', woff = 'font/woff', woff2 = 'font/woff2' }
local WEIGHTS <const> = {
  thin = 100, ['extra-light'] = 200, ['ultra-light'] = 200, light = 300, normal = 400, regular = 400, medium = 500,
  ['semi-bold'] = 600, ['demi-bold'] = 600, bold = 700, ['extra-bold'] = 800, ['ultra-bold'] = 800, black = 900,
}

-- The family of the brand's running text, and its files. What would have to be fetched is not taken.
local function font_of_brand()
  local brand = (param('brand') or {}).light or {}
  local typography = (brand.data or {}).typography or {}
  local base = typography.base
  local family = type(base) == 'table' and base.family or base
  for _, font in ipairs(typography.fonts or {}) do
    local named = font.family == family and type(family) == 'string' and family:match('^%w[%w -]*$')
    if named and font.source == 'file' then return family, font.files or {}, brand.brandDir or '.' end
  end
end

local function face(family, file, folder)
  local said = type(file) == 'table' and file or { path = file }
  local kind = TYPES[(said.path:match('%.(%w+)$') or ''):lower()]
  local here = kind and not said.path:match('^%a[%w+.-]+:')
  local opened <close> = here and io.open(pandoc.path.join { folder, said.path }, 'rb') or nil
  if not opened then return '' end
  local weight = WEIGHTS[said.weight] or math.tointeger(said.weight) or 400
  local style = said.style == 'italic' and 'italic' or 'normal'
  local data = quarto.base64.encode(opened:read('a'))
  return '@font-face{font-family:"' .. family .. '";font-weight:' .. weight .. ';font-style:' .. style
    .. ';src:url(data:' .. kind .. ';base64,' .. data .. ')}'
end

-- For paper the family, whose files Quarto gives to Typst; for the page the files themselves.
local function with_font(branding)
  local family, files, folder = font_of_brand()
  if not family then return branding end
  branding.font = family
  if not FORMAT:match('html') then return branding end
  local faces = {}
  for i, file in ipairs(files) do faces[i] = face(family, file, folder) end
  local all = table.concat(faces)
  if all ~= '' then
    local style = all .. 'body{font-family:"' .. family .. '","Atkinson Hyperlegible Next",system-ui,sans-serif}'
    branding.faces = pandoc.MetaInlines { pandoc.RawInline('html', style) }
  end
  return branding
end

return function(meta, problem)
  if pandoc.utils.type(meta.branding) == 'table' then check_own(meta.branding, problem) end
  local ok, there = pcall(function() return quarto.brand.has_mode('light') end)
  if not ok or not there then return end
  local branding = with_font(meta.branding or branding_of_brand() or {})
  meta.branding = next(branding) and branding or nil
  local path, words = logo_of_brand()
  if path and not meta.partners then meta.partners = { { name = '', logo = path, alt = words } } end
end
