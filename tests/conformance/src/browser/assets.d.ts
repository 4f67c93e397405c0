/** Where a file is served that is bundled as it is. */
declare module '*?url' {
  const url: string;
  export default url;
}
