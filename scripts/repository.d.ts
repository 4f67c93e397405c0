/** The address of the repository's page, without a slash at the end. */
export declare const repository: string;
