/** With it a page of the portal names the workspace that it shows. It is only ever compared: the session says which one is used. */
export const workspaceHeader = 'tollgate-workspace';
