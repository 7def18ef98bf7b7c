/* A temporary directory, as somebody whom permissions bind. */
#ifndef TBTOP_SOAK_PLACE_H
#define TBTOP_SOAK_PLACE_H

/* root reads what nobody may read: becomes nobody. */
void place_drop_privileges(void);
/* A new directory, freed by place_remove. Ends the program when it can't be made. */
char *place_new(void);
void place_remove(char *path);
/* Removes what is at the path, with all below. */
void place_clear(const char *path);

#endif
