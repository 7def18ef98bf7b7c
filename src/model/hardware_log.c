#include "model/hardware_log.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

#define FIRST_PERIOD 1.0 /* seconds a slot */
#define HOTTEST 100.0    /* degrees: no GPU goes on at more */

/* Sums over the readings in it, of which each figure may have had fewer than there were. */
struct cell {
	float sum, peak;
	uint32_t count;
};
struct slot {
	int64_t index; /* in periods since 1970 */
	struct cell box[HARDWARE_FIGURES - GPU_FIGURES];
	struct cell gpus[HARDWARE_GPUS][GPU_FIGURES];
};

struct hardware_log {
	struct slot *slots; /* ascending */
	size_t count, capacity;
	double period;
	uint64_t added;
	struct hardware newest;
};

struct hardware_log *hardware_log_new(void)
{
	struct hardware_log *log = xcalloc(1, sizeof *log);
	log->period = FIRST_PERIOD;
	return log;
}

void hardware_log_free(struct hardware_log *log)
{
	if (log)
		free(log->slots);
	free(log);
}

/* ---- Cells ------------------------------------------------------------------------------ */

static void cell_add(struct cell *cell, double value)
{
	if (!isfinite(value))
		return;
	cell->peak = cell->count ? fmaxf(cell->peak, (float)value) : (float)value;
	cell->sum += (float)value;
	cell->count++;
}

static void cell_join(struct cell *cell, const struct cell *other)
{
	if (!other->count)
		return;
	cell->peak = cell->count ? fmaxf(cell->peak, other->peak) : other->peak;
	cell->sum += other->sum;
	cell->count += other->count;
}

static void slot_join(struct slot *slot, const struct slot *other)
{
	for (int i = 0; i < HARDWARE_FIGURES - GPU_FIGURES; i++)
		cell_join(&slot->box[i], &other->box[i]);
	for (int gpu = 0; gpu < HARDWARE_GPUS; gpu++)
		for (int i = 0; i < GPU_FIGURES; i++)
			cell_join(&slot->gpus[gpu][i], &other->gpus[gpu][i]);
}

/* ---- Slots -------------------------------------------------------------------------------- */

/* Down, for times before 1970 too. */
static int64_t half(int64_t index)
{
	return index >= 0 ? index / 2 : (index - 1) / 2;
}

/* Until there is room for as many again. */
static void halve(struct hardware_log *log)
{
	while (log->count > HARDWARE_SLOTS / 2) {
		size_t kept = 0;
		log->period *= 2;
		for (size_t i = 0; i < log->count; i++) {
			struct slot slot = log->slots[i];
			slot.index = half(slot.index);
			if (kept && log->slots[kept - 1].index == slot.index)
				slot_join(&log->slots[kept - 1], &slot);
			else
				log->slots[kept++] = slot;
		}
		log->count = kept;
	}
}

/* That of the time, or the newest where the clock was set back. NULL without memory. */
static struct slot *slot_at(struct hardware_log *log, double wall)
{
	struct slot *last = log->count ? &log->slots[log->count - 1] : NULL;
	if (last && floor(wall / log->period) <= (double)last->index)
		return last;
	if (log->count == HARDWARE_SLOTS)
		halve(log);
	if (!array_reserve(&log->slots, &log->capacity, log->count + 1))
		return NULL;
	last = &log->slots[log->count++];
	*last = (struct slot){.index = (int64_t)floor(wall / log->period)};
	return last;
}

void hardware_log_add(struct hardware_log *log, const struct hardware *now)
{
	struct slot *slot = fabs(now->wall) < 1e15 ? slot_at(log, now->wall) : NULL;
	log->newest = *now;
	log->added++;
	if (!slot)
		return;
	for (int i = 0; i < HARDWARE_FIGURES - GPU_FIGURES; i++)
		cell_add(&slot->box[i], now->box[GPU_FIGURES + i]);
	for (uint32_t gpu = 0; gpu < now->gpu_count; gpu++)
		for (int i = 0; i < GPU_FIGURES; i++)
			cell_add(&slot->gpus[gpu][i], now->gpus[gpu].figures[i]);
}

/* ---- Asking --------------------------------------------------------------------------------- */

const struct hardware *hardware_log_newest(const struct hardware_log *log)
{
	return log->added ? &log->newest : NULL;
}

double hardware_log_start(const struct hardware_log *log)
{
	return log->count ? (double)log->slots[0].index * log->period : NAN;
}

uint64_t hardware_log_generation(const struct hardware_log *log)
{
	return log->added;
}

/* Values of several GPUs as one; `count` of them are known. */
struct together {
	double sum, most;
	uint32_t count;
};

static void together_add(struct together *all, double value)
{
	if (!isfinite(value))
		return;
	all->sum += value;
	all->most = all->count ? fmax(all->most, value) : value;
	all->count++;
}

static double together_value(const struct together *all, enum hardware_figure figure)
{
	if (!all->count)
		return NAN;
	if (figure == GPU_HEAT)
		return all->most;
	return figure == GPU_BUSY ? all->sum / all->count : all->sum;
}

double hardware_value(const struct hardware *hardware, enum hardware_figure figure, uint32_t gpu)
{
	struct together all = {0};
	if (figure >= GPU_FIGURES)
		return hardware->box[figure];
	if (gpu != HARDWARE_ALL)
		return gpu < hardware->gpu_count ? hardware->gpus[gpu].figures[figure] : NAN;
	for (uint32_t i = 0; i < hardware->gpu_count; i++)
		together_add(&all, hardware->gpus[i].figures[figure]);
	return together_value(&all, figure);
}

double hardware_most(const struct hardware *hardware, enum hardware_figure figure, uint32_t gpu)
{
	double sum = 0;
	if (figure == GPU_BUSY || figure == CPU_BUSY)
		return 1;
	if (figure == GPU_HEAT)
		return HOTTEST;
	if (figure == MEMORY_USED)
		return hardware->memory_total;
	if (figure != GPU_MEMORY && figure != GPU_POWER)
		return NAN;
	for (uint32_t i = 0; i < hardware->gpu_count; i++)
		if (gpu == HARDWARE_ALL || gpu == i)
			sum += figure == GPU_MEMORY ? hardware->gpus[i].memory_total : hardware->gpus[i].power_limit;
	return sum > 0 ? sum : NAN;
}

/* The highest of what can run out or get too hot: of the rest the mean. */
static double cell_value(const struct cell *cell, enum hardware_figure figure)
{
	bool peak = figure == GPU_MEMORY || figure == GPU_POWER || figure == GPU_HEAT || figure == MEMORY_USED;
	return !cell->count ? NAN : peak ? cell->peak : cell->sum / (float)cell->count;
}

/* What slots of one column have of a figure: of a GPU's one cell for each. */
struct joined {
	struct cell cells[HARDWARE_GPUS];
};

static void join_slot(struct joined *joined, const struct slot *slot, enum hardware_figure figure, uint32_t gpu)
{
	if (figure >= GPU_FIGURES)
		cell_join(&joined->cells[0], &slot->box[figure - GPU_FIGURES]);
	for (uint32_t i = 0; figure < GPU_FIGURES && i < HARDWARE_GPUS; i++)
		if (gpu == HARDWARE_ALL || gpu == i)
			cell_join(&joined->cells[i], &slot->gpus[i][figure]);
}

static double joined_value(const struct joined *joined, enum hardware_figure figure)
{
	struct together all = {0};
	if (figure >= GPU_FIGURES)
		return cell_value(&joined->cells[0], figure);
	for (uint32_t i = 0; i < HARDWARE_GPUS; i++)
		together_add(&all, cell_value(&joined->cells[i], figure));
	return together_value(&all, figure);
}

/* A slot is all of its period: where columns are narrower it is in each that it touches. */
void hardware_log_columns(const struct hardware_log *log, enum hardware_figure figure, uint32_t gpu,
                          const double *edges, double *out, size_t count)
{
	size_t first = 0;
	for (size_t column = 0; column < count; column++) {
		struct joined joined = {0};
		double from = edges[column], to = edges[column + 1];
		while (first < log->count && ((double)log->slots[first].index + 1) * log->period <= from)
			first++;
		for (size_t i = first; i < log->count && (double)log->slots[i].index * log->period < to; i++)
			join_slot(&joined, &log->slots[i], figure, gpu);
		out[column] = from < to ? joined_value(&joined, figure) : NAN;
	}
}
