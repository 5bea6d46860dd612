export type DataSourceState = 'INITIALIZING' | 'VALID' | 'INTERRUPTED' | 'OFF';
export type ErrorKind = 'UNKNOWN' | 'NETWORK_ERROR' | 'ERROR_RESPONSE' | 'INVALID_DATA' | 'STORE_ERROR';

export interface ErrorInfo {
  readonly kind: ErrorKind;
  /** HTTP; 0 unless `ERROR_RESPONSE`. */
  readonly statusCode: number;
  readonly message: string;
  readonly time: Date;
}

export interface DataSourceStatus {
  readonly state: DataSourceState;
  /** When the state last really changed. */
  readonly stateSince: Date;
  /** The newest error, also after the state went back to `VALID`. */
  readonly lastError?: ErrorInfo;
}

/** What a source reports. */
export interface DataSourceError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly statusCode?: number;
}
