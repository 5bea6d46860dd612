import { creationProblems, editProblems } from '../openapi/problem-codes';

const secret = ['SECRET_TYPE_INVALID', 'SECRET_INVALID', 'EXPIRY_INVALID'];

/** Codes of every body that makes environments. */
export const environmentCreationProblems = {
  403: ['ROOT_ONLY'],
  409: [...creationProblems[409], 'ID_EXISTS', 'SECRET_EXISTS'],
  422: [...creationProblems[422], 'SETTING_NOT_AVAILABLE', ...secret],
};

export const environmentEditProblems = { ...editProblems, 422: [...editProblems[422], 'SETTING_NOT_AVAILABLE'] };

export const secretCreationProblems = { 403: ['ROOT_ONLY'], 409: ['SECRET_EXISTS'], 422: ['NAME_TOO_LONG', ...secret] };
export const secretEditProblems = { 409: ['TYPE_IMMUTABLE'], 422: ['NAME_TOO_LONG', 'EXPIRY_INVALID'] };
