#include "app/player.h"

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

/* One that plays. It outlives the player's interest in it until its handles are closed. */
struct sound_process {
	struct player *player; /* NULL when it is no longer the one that plays */
	uv_process_t process;
	uv_pipe_t pipe;
	uv_write_t write;
	struct str wav;
	int open; /* handles */
};

struct player {
	uv_loop_t *loop;
	struct sound_process *playing;
};

static void on_closed(uv_handle_t *handle)
{
	struct sound_process *sound = handle->data;
	if (--sound->open)
		return;
	str_fini(&sound->wav);
	free(sound);
}

static void close_once(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct sound_process *sound = process->data;
	if (sound->player && sound->player->playing == sound)
		sound->player->playing = NULL;
	sound->player = NULL;
	close_once((uv_handle_t *)&sound->pipe);
	close_once((uv_handle_t *)process);
}

static void on_written(uv_write_t *write, int status)
{
	struct sound_process *sound = write->data;
	close_once((uv_handle_t *)&sound->pipe);
}

void player_stop(struct player *player)
{
	struct sound_process *sound = player->playing;
	if (!sound)
		return;
	player->playing = NULL;
	sound->player = NULL;
	uv_process_kill(&sound->process, SIGTERM); /* when it has ended, on_exit_of comes */
}

static bool spawn(struct sound_process *sound, const char *const *words)
{
	uv_stdio_container_t stdio[3] = {
		{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&sound->pipe}, {.flags = UV_IGNORE},
		{.flags = UV_IGNORE}};
	uv_process_options_t options = {
		.exit_cb = on_exit_of, .file = words[0], .args = (char **)words, .stdio = stdio, .stdio_count = 3};
	return !uv_spawn(sound->player->loop, &sound->process, &options);
}

/* Its handles are there whether it runs or not. */
static struct sound_process *sound_new(struct player *player)
{
	struct sound_process *sound = xcalloc(1, sizeof *sound);
	sound->player = player;
	sound->process.data = sound->pipe.data = sound->write.data = sound;
	uv_pipe_init(player->loop, &sound->pipe, 0);
	sound->open = 2;
	return sound;
}

static bool try(struct player *player, const char *const *words, struct str *wav)
{
	struct sound_process *sound = sound_new(player);
	if (!spawn(sound, words)) {
		sound->player = NULL;
		close_once((uv_handle_t *)&sound->pipe);
		close_once((uv_handle_t *)&sound->process); /* libuv made a handle of it all the same */
		return false;
	}
	sound->wav = *wav;
	*wav = (struct str){0};
	uv_buf_t bytes = uv_buf_init(sound->wav.data, (unsigned)sound->wav.length);
	if (uv_write(&sound->write, (uv_stream_t *)&sound->pipe, &bytes, 1, on_written))
		close_once((uv_handle_t *)&sound->pipe);
	player->playing = sound;
	return true;
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
		if (try(player, programs[i], wav))
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
