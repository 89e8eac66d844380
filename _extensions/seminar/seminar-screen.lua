-- What only the screen has, after all other filters: the page's script, where something is asked; and in a
-- conversation, a choice of whose part to show.

if not FORMAT:match('html') then return {} end

-- Style alone shows one part, so it works without script; it is a way of looking, and no answer.
local CHOICE = [[<fieldset class="whose-part"><legend>Whose part to show</legend>
<label><input type="radio" name="part" value="both" checked> Both</label>
<label><input type="radio" name="part" value="coach"> Coach</label>
<label><input type="radio" name="part" value="coached"> Coached</label></fieldset>]]

local function with_choice(div)
  if not div.classes:includes('parts') then return nil end
  div.content:insert(1, pandoc.RawBlock('html', CHOICE))
  return div
end

-- The script stands in the page itself: Quarto would make a script that is loaded into an address that the page's
-- policy refuses. What a browser takes the hash of has no end of the last line.
local FOLDER <const> = pandoc.path.directory(PANDOC_SCRIPT_FILE)

local function beside(name)
  local file <close> = io.open(pandoc.path.join { FOLDER, name })
  -- not error(): in Quarto that only prints
  assert(file, '\nseminar: the extension lacks ' .. name .. '; copy _extensions from a new project\n')
  return pandoc.MetaInlines { pandoc.RawInline('html', (file:read('a'):gsub('\n$', ''))) }
end

function Pandoc(document)
  if document.meta.model then
    document.meta['page-script'], document.meta['script-hash'] = beside('seminar-page.js'), beside('seminar-page.hash')
  end
  document.blocks = document.blocks:walk { Div = with_choice }
  return document
end
