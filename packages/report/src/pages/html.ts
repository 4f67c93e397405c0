/** Escapes text for an HTML element or an attribute in double quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/**
 * An SVG as an image of a page. As an image, its ids cannot clash with those of another SVG.
 *
 * @param alt a description for readers who do not see it
 */
export function svgImage(svg: string, alt: string): string {
  return `<img alt="${escaped(alt)}" src='${inSingleQuotes(dataUri(svg))}'>`;
}

/** A data URI of an SVG; characters with a meaning in URIs are escaped. */
function dataUri(svg: string): string {
  return `data:image/svg+xml,${svg.replace(/[%#\t\n\r]/g, encodeURIComponent)}`;
}

/** Escapes the value of an attribute in single quotes, so that an SVG's many double quotes stay as they are. */
function inSingleQuotes(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll("'", '&#39;');
}
