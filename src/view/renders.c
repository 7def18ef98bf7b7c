#include "view/renders.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_MOST 64 /* below GRAPHICS_NUMBERS: a number comes again when its last picture is long gone */
#define MEMORY_MOST ((size_t)8 << 20)
#define WISHES CANVAS_PICTURES

struct kept {
	uint64_t key, round;
	struct render render;
	struct str bytes; /* none: it can't be made */
};

struct renders {
	struct graphics graphics;
	struct kept kept[KEPT_MOST];
	int count;
	struct render_wish wishes[WISHES];
	int wish_count;
	uint64_t round, busy; /* busy: the key of what is under way; 0 for none */
	uint32_t number;
	size_t memory;
};

struct renders *renders_new(void)
{
	return xcalloc(1, sizeof(struct renders));
}

static void drop(struct renders *renders, int at)
{
	renders->memory -= renders->kept[at].bytes.length;
	str_fini(&renders->kept[at].bytes);
	renders->kept[at] = renders->kept[--renders->count];
}

void renders_free(struct renders *renders)
{
	while (renders && renders->count)
		drop(renders, 0);
	free(renders);
}

void renders_round(struct renders *renders, const struct graphics *graphics)
{
	bool changed = graphics->generation != renders->graphics.generation;
	renders->graphics = *graphics;
	renders->round++;
	renders->wish_count = 0;
	while (changed && renders->count)
		drop(renders, 0);
}

/* ---- What a wish is ---- */

static uint64_t mix(uint64_t sum, uint64_t value)
{
	return (sum ^ value) * UINT64_C(0x9e3779b97f4a7c15) ^ sum >> 29;
}

static uint64_t mix_number(uint64_t sum, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return mix(sum, bits);
}

static uint64_t mix_place(uint64_t sum, const struct asset_place *place)
{
	sum = mix(sum, (uint64_t)place->series << 32 | place->file);
	sum = mix(sum, (uint64_t)place->part << 32 | (uint64_t)place->kind);
	sum = mix(sum, place->item.offset);
	sum = mix(sum, (uint64_t)place->item.step);
	return mix_number(sum, place->item.wall_time);
}

static uint64_t key_of(const struct render_wish *wish)
{
	const struct pixels_look *look = &wish->look;
	uint64_t sum = mix_place(1, &wish->place);
	if (wish->other)
		sum = mix_place(sum, &wish->other_place);
	sum = mix(sum, (uint64_t)wish->cells.width << 32 | (uint64_t)wish->cells.height);
	sum = mix_number(mix_number(mix_number(sum, look->zoom), look->centre_x), look->centre_y);
	sum = mix(mix_number(sum, look->gamma), look->stretched);
	return sum ? sum : 1;
}

static int find(const struct renders *renders, uint64_t key)
{
	int at = 0;
	while (at < renders->count && renders->kept[at].key != key)
		at++;
	return at;
}

const struct render *renders_look(const struct renders *renders, const struct render_wish *wish)
{
	int at = find(renders, key_of(wish));
	return at < renders->count && renders->kept[at].bytes.length ? &renders->kept[at].render : NULL;
}

const struct render *renders_numbered(const struct renders *renders, uint32_t number)
{
	for (int i = 0; i < renders->count; i++)
		if (renders->kept[i].bytes.length && renders->kept[i].render.number == number)
			return &renders->kept[i].render;
	return NULL;
}

void renders_want(struct renders *renders, const struct render_wish *wish)
{
	int at = find(renders, key_of(wish));
	if (at < renders->count)
		renders->kept[at].round = renders->round;
	else if (renders->wish_count < WISHES)
		renders->wishes[renders->wish_count++] = *wish;
}

/* ---- Making it ---- */

static bool copy(const struct picture *from, struct picture *to)
{
	size_t size = 4 * (size_t)from->columns * from->rows;
	*to = *from;
	to->rgba = data_alloc(size, 1);
	if (to->rgba && size)
		memcpy(to->rgba, from->rgba, size);
	return to->rgba != NULL;
}

static void end_job(struct render_job *job)
{
	picture_fini(&job->picture);
	picture_fini(&job->other);
	*job = (struct render_job){0};
}

static bool begin_job(struct renders *renders, const struct render_wish *wish, struct render_job *job)
{
	*job = (struct render_job){.graphics = renders->graphics, .wish = *wish, .key = key_of(wish)};
	if (!graphics_size(&renders->graphics, wish->cells.width, wish->cells.height, &job->width, &job->height))
		return false;
	bool good = copy(wish->picture, &job->picture) && (!wish->other || copy(wish->other, &job->other));
	job->wish.picture = &job->picture;
	job->wish.other = wish->other ? &job->other : NULL;
	if (!good)
		end_job(job);
	return good;
}

bool renders_take(struct renders *renders, struct render_job *out)
{
	if (renders->busy || renders->graphics.way == GRAPHICS_OFF)
		return false;
	for (int i = 0; i < renders->wish_count; i++) {
		if (!begin_job(renders, &renders->wishes[i], out))
			continue;
		renders->number = renders->number % GRAPHICS_NUMBERS + 1;
		out->number = renders->number;
		renders->busy = out->key;
		renders->wish_count = 0; /* their pictures may be gone by the time that this one is back */
		return true;
	}
	return false;
}

/* The one that was asked for longest ago; -1 when all are wanted now. */
static int oldest(const struct renders *renders)
{
	int found = -1;
	for (int i = 0; i < renders->count; i++)
		if (renders->kept[i].round < renders->round &&
		    (found < 0 || renders->kept[i].round < renders->kept[found].round))
			found = i;
	return found;
}

/* A screen that wants more than there is room for has the rest in cells. */
static bool make_room(struct renders *renders, size_t size)
{
	int at;
	while ((renders->count == KEPT_MOST || renders->memory + size > MEMORY_MOST) && (at = oldest(renders)) >= 0)
		drop(renders, at);
	return renders->memory + size <= MEMORY_MOST;
}

void renders_put(struct renders *renders, struct render_job *job, struct str *bytes)
{
	renders->busy = 0;
	if (!make_room(renders, bytes->length))
		str_fini(bytes);
	if (job->graphics.generation == renders->graphics.generation && renders->count < KEPT_MOST) {
		struct kept *kept = &renders->kept[renders->count++];
		*kept = (struct kept){.key = job->key, .round = renders->round, .bytes = *bytes};
		kept->render = (struct render){job->number, str_slice(&kept->bytes)};
		renders->memory += bytes->length;
		*bytes = (struct str){0};
	}
	str_fini(bytes);
	end_job(job);
}
