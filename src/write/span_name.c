#include "write/record.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

/* Names that are known, by hash; never freed. */
struct known {
	struct known *next;
	char name[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct known *buckets[BUCKETS];

/* FNV-1a (Fowler, Noll, Vo). */
static uint32_t hash(const char *name)
{
	uint32_t value = 2166136261u;
	for (; *name; name++)
		value = (value ^ (unsigned char)*name) * 16777619u;
	return value;
}

static struct known *add(struct known **bucket, const char *name)
{
	size_t size = strlen(name) + 1;
	struct known *known = malloc(sizeof *known + size);
	if (!known)
		return NULL;
	memcpy(known->name, name, size);
	known->next = *bucket;
	return *bucket = known;
}

static void before_fork(void)
{
	pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&lock);
}

/* Else a child whose parent was just adding a name waits for ever for its own first. */
static void prepare(void)
{
	pthread_atfork(before_fork, after_fork, after_fork);
}

const char *tbr_name(const char *name)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (!name)
		return NULL;
	pthread_once(&once, prepare);
	struct known **bucket = &buckets[hash(name) % BUCKETS];
	pthread_mutex_lock(&lock);
	struct known *known = *bucket;
	while (known && strcmp(known->name, name))
		known = known->next;
	if (!known)
		known = add(bucket, name);
	pthread_mutex_unlock(&lock);
	return known ? known->name : NULL;
}
