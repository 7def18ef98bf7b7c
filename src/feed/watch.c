#include "feed/watch.h"

#include <string.h>

/* What happens to the watched directory itself bears the last part of the path that libuv watches it by. */
static bool is_own_name(uv_fs_event_t *handle, const char *name)
{
	char path[4096];
	size_t size = sizeof path;
	if (!name || uv_fs_event_getpath(handle, path, &size) != 0)
		return true;
	const char *slash = strrchr(path, '/');
	return strcmp(name, slash ? slash + 1 : path) == 0;
}

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status)
{
	struct watch *watch = handle->data;
	bool own = is_own_name(handle, name);
	watch->lost |= (events & UV_RENAME) && own;
	if (!watch->only || own || strcmp(name, watch->only) == 0)
		watch->event(watch);
}

int watch_arm(struct watch *watch, uv_loop_t *loop, const char *path, void (*event)(struct watch *watch))
{
	watch_disarm(watch);
	if (!watch->open) {
		int error = uv_fs_event_init(loop, &watch->handle);
		if (error)
			return error;
		watch->handle.data = watch;
		watch->open = true;
	}
	watch->event = event;
	watch->lost = false;
	int error = uv_fs_event_start(&watch->handle, on_event, path, 0);
	watch->armed = error == 0;
	return error;
}

void watch_disarm(struct watch *watch)
{
	if (watch->armed)
		uv_fs_event_stop(&watch->handle);
	watch->armed = false;
}

static void on_close(uv_handle_t *handle)
{
	struct watch *watch = handle->data;
	watch->open = false;
	watch->closed(watch);
}

void watch_close(struct watch *watch, void (*closed)(struct watch *watch))
{
	watch->armed = false;
	watch->closed = closed;
	uv_close((uv_handle_t *)&watch->handle, on_close);
}
