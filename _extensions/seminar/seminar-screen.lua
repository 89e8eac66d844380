-- What only the screen has, after seminar.lua has drawn the furniture: in a conversation, a choice of whose part
-- to show. Style alone does it, so it works without script; it is a way of looking, and no answer.

if not FORMAT:match('html') then return {} end

local CHOICE = [[<fieldset class="whose-part"><legend>Whose part to show</legend>
<label><input type="radio" name="part" value="both" checked> Both</label>
<label><input type="radio" name="part" value="coach"> Coach</label>
<label><input type="radio" name="part" value="coached"> Coached</label></fieldset>]]

local function with_choice(div)
  if not div.classes:includes('parts') then return nil end
  div.content:insert(1, pandoc.RawBlock('html', CHOICE))
  return div
end

function Pandoc(document)
  document.blocks = document.blocks:walk { Div = with_choice }
  return document
end
