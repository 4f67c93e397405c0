/** Style sheets, which Vite loads. */
declare module '*.css';
