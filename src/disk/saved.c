#include "disk/saved.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), own = strlen(end);
	return length > own && !strcasecmp(name + length - own, end);
}

bool saved_is_file(const char *name)
{
	static const char *const ends[] = {".ckpt", ".pt", ".pth", ".safetensors", ".h5", ".hdf5", ".keras", ".index",
	                                   ".distcp", ".msgpack"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(name, ends[i]))
			return true;
	return !strcmp(name, "checkpoint") || !strcmp(name, "pytorch_model.bin");
}

/* A word, a sign between, a number. */
bool saved_is_directory(const char *name)
{
	static const char *const words[] = {"checkpoint", "ckpt", "global_step", "step", "epoch"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t length = strlen(words[i]);
		if (strncasecmp(name, words[i], length))
			continue;
		const char *rest = name + length + strspn(name + length, "-_=");
		return isdigit((unsigned char)*rest) && strspn(rest, "0123456789") == strlen(rest);
	}
	return false;
}
