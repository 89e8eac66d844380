// Short words for the DOM.

/**
 * An element with properties and children; text is never read as tags.
 * @param {string} tag @param {Record<string, unknown>} [given] @param {(Node | string)[]} children @returns {any}
 */
export function h(tag, given = {}, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}

/** @param {string} selector @param {ParentNode} [root] @returns {any[]} */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);
