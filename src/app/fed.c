#include "app/fed.h"

#include "base/alloc.h"
#include "base/log.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

struct fed {
	const char *name;
	uv_process_t process;
	uv_pipe_t pipe;
	uv_write_t write;
	uv_timer_t limit;
	int open; /* handles */
	struct str text;
	fed_ended *ended; /* NULL: its owner has left it */
	void *owner;
};

static void on_closed(uv_handle_t *handle)
{
	struct fed *fed = handle->data;
	if (--fed->open)
		return;
	str_fini(&fed->text);
	free(fed);
}

static void close_once(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

static void close_all(struct fed *fed)
{
	close_once((uv_handle_t *)&fed->pipe);
	close_once((uv_handle_t *)&fed->limit);
	close_once((uv_handle_t *)&fed->process);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct fed *fed = process->data;
	bool well = !status && !signal;
	if (fed->ended && !well)
		log_line("%s ended with status %" PRId64 ", signal %d", fed->name, status, signal);
	if (fed->ended)
		fed->ended(fed->owner, well, str_slice(&fed->text));
	close_all(fed);
}

/* The program only: what it talks to lives on. When it has ended, on_exit_of comes. */
static void on_limit(uv_timer_t *timer)
{
	struct fed *fed = timer->data;
	uv_process_kill(&fed->process, SIGKILL);
}

static void on_written(uv_write_t *write, int status)
{
	struct fed *fed = write->data;
	close_once((uv_handle_t *)&fed->pipe); /* the end of the text */
}

/* Its handles are there whether it runs or not. */
static struct fed *fed_new(uv_loop_t *loop)
{
	struct fed *fed = xcalloc(1, sizeof *fed);
	fed->process.data = fed->pipe.data = fed->write.data = fed->limit.data = fed;
	uv_pipe_init(loop, &fed->pipe, 0);
	uv_timer_init(loop, &fed->limit);
	fed->open = 3;
	return fed;
}

static bool spawn(struct fed *fed, uv_loop_t *loop, const char *const *words)
{
	uv_stdio_container_t stdio[3] = {
		{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&fed->pipe},
		{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
	uv_process_options_t options = {
		.exit_cb = on_exit_of, .file = words[0], .args = (char **)words, .stdio = stdio, .stdio_count = 3};
	return !uv_spawn(loop, &fed->process, &options);
}

struct fed *fed_start(uv_loop_t *loop, const char *const *words, uint64_t limit_ms, struct str *text,
                      fed_ended *ended, void *owner)
{
	struct fed *fed = fed_new(loop);
	if (!spawn(fed, loop, words)) {
		close_all(fed); /* libuv made a handle of the process all the same */
		return NULL;
	}
	fed->name = words[0];
	fed->ended = ended;
	fed->owner = owner;
	fed->text = *text;
	*text = (struct str){0};
	uv_buf_t bytes = uv_buf_init(fed->text.data, (unsigned)fed->text.length);
	if (uv_write(&fed->write, (uv_stream_t *)&fed->pipe, &bytes, 1, on_written))
		close_once((uv_handle_t *)&fed->pipe);
	uv_update_time(loop);
	if (limit_ms)
		uv_timer_start(&fed->limit, on_limit, limit_ms, 0);
	return fed;
}

void fed_leave(struct fed *fed, int signal)
{
	fed->ended = NULL;
	uv_process_kill(&fed->process, signal);
}
