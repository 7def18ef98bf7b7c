#include "app/player.h"

#include "app/fed.h"
#include "base/alloc.h"
#include "base/environment.h"

#include <signal.h>
#include <stdlib.h>

/* Each reads a WAV file from its standard input, and ends with it. */
static const char *const programs[][8] = {
	{"pw-play", "-", NULL},
	{"aplay", "-q", "-", NULL},
	{"ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet", "-i", "-", NULL},
	{"mpv", "--really-quiet", "--no-terminal", "--no-video", "-", NULL},
	{"play", "-q", "-t", "wav", "-", NULL},
};

struct player {
	uv_loop_t *loop;
	struct fed *playing;
};

static void on_ended(void *owner, bool well, struct slice wav)
{
	struct player *player = owner;
	player->playing = NULL;
}

void player_stop(struct player *player)
{
	if (player->playing)
		fed_leave(player->playing, SIGTERM);
	player->playing = NULL;
}

void player_play(struct player *player, struct str *wav, const char **said)
{
	player_stop(player);
	*said = NULL;
	if (environment_has("SSH_CONNECTION")) {
		*said = "over SSH it would sound there, not here: e saves the clip";
		return;
	}
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if ((player->playing = fed_start(player->loop, programs[i], 0, wav, on_ended, player)))
			return;
	*said = "no program that plays it: pw-play, aplay, ffplay, mpv or play; e saves the clip";
}

struct player *player_start(uv_loop_t *loop)
{
	struct player *player = xcalloc(1, sizeof *player);
	player->loop = loop;
	return player;
}

void player_end(struct player *player)
{
	player_stop(player);
	free(player);
}
