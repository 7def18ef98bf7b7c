/*
 * Plays clips through a program that is there: one at a time, by its standard
 * input, so that no file is made. Loop thread.
 */
#ifndef TBTOP_APP_PLAYER_H
#define TBTOP_APP_PLAYER_H

#include "base/str.h"

#include <uv.h>

struct player;

struct player *player_start(uv_loop_t *loop);
/*
 * Plays a WAV file, whose bytes it takes; what was playing stops. What there is to say of it, such as
 * "no program to play it: …", stands in `said` (static text).
 */
void player_play(struct player *player, struct str *wav, const char **said);
void player_stop(struct player *player);
/* Stops; it is gone once the loop has drained. */
void player_end(struct player *player);

#endif
