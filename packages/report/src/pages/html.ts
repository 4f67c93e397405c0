/** Text as a part of HTML, in an element or between double quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/**
 * An SVG as an image in a page: in one of its own its ids cannot meet those of another.
 *
 * @param alt what is said to those who do not see it
 */
export function svgImage(svg: string, alt: string): string {
  return `<img alt="${escaped(alt)}" src='${inSingleQuotes(dataUri(svg))}'>`;
}

/** An image as a URI: as it is, but for what would begin an escape or a fragment, or be left out of a URI. */
function dataUri(svg: string): string {
  return `data:image/svg+xml,${svg.replace(/[%#\t\n\r]/g, encodeURIComponent)}`;
}

/** The value of an attribute in single quotes, which leaves an SVG's many double quotes as they are. */
function inSingleQuotes(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll("'", '&#39;');
}
