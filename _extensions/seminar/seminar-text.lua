-- Text on paper, after seminar.lua has drawn the furniture: what Typst would read as marks of its own stays text, and
-- the QR code is told as Typst strings.

if not FORMAT:match('typst') then return {} end

-- Typst reads "..." as an ellipsis, "-?" as a soft hyphen, "-1" as a minus, and marks of lists and headings where
-- a text starts. What an author wrote so has become the real character by now; the rest is a value's own.
local SHORTHANDS = { '%.%.+', '%-[-?%d]', '^%d+%.$', '^[-+/]$', '^=+$' }

local function escaped(character)
  return ('\\u{%x}'):format(utf8.codepoint(character))
end

local function itself(str)
  local text = str.text
  if not text:find('[-.+/=]') then return nil end -- as nearly every word
  for _, shorthand in ipairs(SHORTHANDS) do
    if text:find(shorthand) then
      local inlines = pandoc.Inlines {}
      for plain, mark in text:gmatch('([^-.+/=]*)([-.+/=]?)') do
        if plain ~= '' then inlines:insert(pandoc.Str(plain)) end
        if mark ~= '' then inlines:insert(pandoc.RawInline('typst', escaped(mark))) end
      end
      return inlines
    end
  end
end

local SHOWN = { 'title', 'subtitle', 'abstract', 'npq', 'npq-title', 'chapter', 'cohort', 'day', 'code', 'facts', 'partners',
  'web-address' }

local function with_text_that_stays(meta)
  local shown = {}
  for _, key in ipairs(SHOWN) do shown[key] = meta[key] end
  for key, value in pairs(pandoc.Pandoc({}, shown):walk({ Str = itself }).meta) do meta[key] = value end
  return meta
end

-- the QR code on the cover ------------------------------------------------------------------------------

local stringify = pandoc.utils.stringify

local function typst_string(text)
  local kept = text:gsub('[\\"{]', escaped)
  return pandoc.MetaInlines { pandoc.RawInline('typst', '"' .. kept .. '"') }
end

local function with_qr(meta)
  local file, address = meta.qr and stringify(meta.qr), meta['web-address'] and stringify(meta['web-address'])
  if not file or not address or file:match(':') or file:match('^[/\\]') or file:match('%.%.') then
    meta.qr = nil
    return meta
  end
  meta.qr, meta['qr-alt'] = typst_string(file), typst_string('QR code: ' .. address)
  if address:match('^https?://%w') then
    meta['web-address'] = pandoc.MetaInlines { pandoc.Link(meta['web-address'], address) }
  end
  return meta
end

function Pandoc(document)
  document.blocks = document.blocks:walk { Str = itself }
  document.meta = with_text_that_stays(with_qr(document.meta))
  return document
end
