/* A directory of our own that is gone when the program ends. */
#ifndef TBTOP_APP_TEMPORARY_H
#define TBTOP_APP_TEMPORARY_H

/* Its path, freed by the caller; NULL with errno. */
char *temporary_make(void);
/* Removes it with all that is in it, again for two seconds while somebody still writes there. */
void temporary_remove(const char *path);

#endif
