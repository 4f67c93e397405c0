import {ArgumentError} from '@ntmjs/arguments';

/** A bucket cannot be read or written. It may be later: it is no wrong argument. */
export class BucketError extends Error {
  override readonly name = 'BucketError';

  /** @param reason what the bucket must be, and what it was */
  constructor(
    readonly reason: ArgumentError,
    options?: ErrorOptions,
  ) {
    super(reason.message, options);
  }
}

const KEYS =
  'used with keys that its server accepts: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE';
const RIGHTS = 'used with keys that may do s3:ListBucket, s3:GetObject and s3:PutObject there';
const REGION = 'in the region that is set: AWS_REGION';

/** What is to be done about an error, by its name. */
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'in a bucket that is there: make it, or see its name and AWS_ENDPOINT_URL',
  CredentialsProviderError: KEYS,
  InvalidAccessKeyId: KEYS,
  InvalidToken: KEYS,
  ExpiredToken: KEYS,
  SignatureDoesNotMatch: KEYS,
  AccessDenied: RIGHTS,
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
};

interface ServerError extends NodeJS.ErrnoException {
  readonly $metadata?: {readonly httpStatusCode?: number; readonly attempts?: number} | undefined;
}

/** Says of an error of the client of S3 what is to be done about it. */
export function bucketError(address: string, error: unknown): BucketError {
  const {name, message, code, $metadata} = error as ServerError;
  const {httpStatusCode: status, attempts = 1} = $metadata ?? {};
  const tries = attempts > 1 ? ` after ${attempts} tries` : '';
  const answer = `${status ?? code ?? ''} ${name}: ${message}${tries}`.trim();
  return new BucketError(new ArgumentError(address, remedyOf(error as ServerError), answer), {cause: error});
}

function remedyOf({name, message, $metadata}: ServerError): string {
  const remedy = REMEDIES[name];
  if (remedy !== undefined) return remedy;
  if (/region is missing/i.test(message)) return 'used with a region: set AWS_REGION';
  const status = $metadata?.httpStatusCode;
  if (status === 403) return RIGHTS;
  if (status === 301) return REGION;
  if (status === 501) return CONDITIONAL;
  if (status === undefined || status >= 500)
    return "at a server that answers: AWS's, or that at AWS_ENDPOINT_URL";
  return 'at a server that does as S3 does';
}

/** What a server must do that a store needs. */
export const CONDITIONAL =
  'at a server that writes an object only if there is none where it is asked to (If-None-Match: *)';
