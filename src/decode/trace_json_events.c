#include "decode/trace_json_events.h"

#include <ctype.h>
#include <string.h>

/* ---- Flows ---- */

/* FNV-1a; keys that meet by intent draw a wrong arrow, nothing else. */
static uint64_t mix(uint64_t key, struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		key = (key ^ (uint8_t)text.data[i]) * UINT64_C(0x100000001b3);
	return (key ^ 0xFF) * UINT64_C(0x100000001b3);
}

static uint64_t key_of(struct slice category, struct slice name, struct slice id)
{
	return mix(mix(mix(UINT64_C(0xcbf29ce484222325), category), name), id);
}

bool trace_json_flow(struct trace *trace, uint32_t line, char phase, const struct event_words *words, picoseconds time)
{
	struct flow_end end = {.key = key_of(words->category, words->name, words->id), .line = line};
	end.phase = phase == 's' ? FLOW_BEGINS : phase == 't' ? FLOW_GOES_ON : FLOW_ENDS;
	end.binding = phase == 's' || slice_equal(words->binding, slice_of("e")) ? FLOW_WITHIN : FLOW_NEXT;
	return trace_name(trace, words->category.length ? words->category : words->name, &end.name) &&
	       trace_add_flow_end(trace, &end, time);
}

/* "cuda_runtime", "Runtime", "hip_driver"; without regard to case, which newer versions changed. */
static bool ends_in(struct slice text, const char *ending)
{
	size_t length = strlen(ending);
	if (text.length < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (tolower((unsigned char)text.data[text.length - length + i]) != ending[i])
			return false;
	return true;
}

static bool is_launch(struct slice category)
{
	return ends_in(category, "runtime") || ends_in(category, "driver");
}

static bool is_on_device(struct slice category)
{
	return ends_in(category, "kernel") || ends_in(category, "memcpy") || ends_in(category, "memset") ||
	       ends_in(category, "sync");
}

bool trace_json_has_correlation(const struct event_words *words)
{
	return words->correlation.length && !slice_equal(words->correlation, slice_of("0")) &&
	       (is_launch(words->category) || is_on_device(words->category));
}

bool trace_json_correlate(struct trace *trace, uint32_t line, const struct event_words *words, picoseconds time,
                          uint64_t place)
{
	struct slice kind = slice_of("correlation");
	struct flow_end end = {
		.key = key_of(kind, kind, words->correlation), .line = line, .place = place, .binding = FLOW_OWN,
		.phase = is_launch(words->category) ? FLOW_BEGINS : FLOW_ENDS,
	};
	return trace_name(trace, kind, &end.name) && trace_add_flow_end(trace, &end, time);
}

/* ---- Memory ---- */

/* An integer of 64 bits, of either sign; false for any other number. */
static bool parse(struct slice text, int64_t *out)
{
	bool negative = text.length && text.data[0] == '-';
	uint64_t number = 0, most = (uint64_t)INT64_MAX;
	if (text.length == (size_t)negative)
		return false;
	for (size_t i = negative; i < text.length; i++) {
		unsigned digit = (unsigned)(text.data[i] - '0');
		if (digit > 9 || number > (most - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*out = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

/* The numbers of PyTorch's DeviceType. */
static bool name_pool(struct trace *trace, const struct event_words *words, uint32_t *out)
{
	static const struct { const char *number, *name; } types[] = {
		{"1", "GPU"}, {"6", "GPU"}, {"9", "XLA"}, {"12", "XPU"}, {"13", "MPS"},
	};
	struct str name = {0};
	if (!words->device_type.length || slice_equal(words->device_type, slice_of("0"))) {
		str_append_text(&name, "CPU");
	} else {
		const char *type = "device";
		for (size_t i = 0; i < sizeof types / sizeof *types; i++)
			type = slice_equal(words->device_type, slice_of(types[i].number)) ? types[i].name : type;
		str_printf(&name, "%s ", type);
		str_append_slice(&name, words->device);
	}
	bool fine = trace_name(trace, str_slice(&name), out);
	str_fini(&name);
	return fine;
}

bool trace_json_is_memory(const struct event_words *words)
{
	int64_t bytes;
	return slice_equal(words->name, slice_of("[memory]")) && parse(words->bytes, &bytes);
}

bool trace_json_allocate(struct trace *trace, uint32_t line, const struct event_words *words, picoseconds time,
                         uint64_t place)
{
	struct allocation allocation = {.line = line, .place = place};
	int64_t address;
	parse(words->bytes, &allocation.bytes);
	if (parse(words->address, &address))
		allocation.address = (uint64_t)address;
	if (!parse(words->total, &allocation.total) || allocation.total < 0)
		allocation.total = ALLOCATION_NO_TOTAL;
	return name_pool(trace, words, &allocation.pool) && trace_add_allocation(trace, &allocation, time);
}
