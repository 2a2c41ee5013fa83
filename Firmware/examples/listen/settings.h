/* What may be set when the example is compiled, with --define or -D. */
#ifndef SETTINGS_H
#define SETTINGS_H

/* The clock that the load is stated against, at an instruction a cycle; 1 to 6500. */
#ifndef CLOCK_MHZ
#define CLOCK_MHZ 168
#endif

/* How long the microphone delivers; 1 to 600. */
#ifndef LISTEN_SECONDS
#define LISTEN_SECONDS 4
#endif

/* Slots of 10 ms: a power of two. One is being filled, the others wait for the network: a push computes
   all that its block completes, so that the worst push must fit into them. */
#ifndef RING_BLOCKS
#define RING_BLOCKS 8
#endif

/* The least int8 value that makes a score count; stapes_scores says what it means in reals. */
#ifndef SCORE_THRESHOLD
#define SCORE_THRESHOLD 64
#endif

/* A label is detected when it is on top, and above the threshold, in DETECTION_HITS of the last
   DETECTION_SCORES scores; again only after it has been on top in fewer. */
#ifndef DETECTION_HITS
#define DETECTION_HITS 3
#endif
#ifndef DETECTION_SCORES
#define DETECTION_SCORES 5
#endif

_Static_assert(CLOCK_MHZ >= 1 && CLOCK_MHZ <= 6500, "CLOCK_MHZ is 1 to 6500");
_Static_assert(LISTEN_SECONDS >= 1 && LISTEN_SECONDS <= 600, "LISTEN_SECONDS is 1 to 600");
_Static_assert(
    RING_BLOCKS >= 2 && (RING_BLOCKS & (RING_BLOCKS - 1)) == 0, "RING_BLOCKS is a power of two");
_Static_assert(
    DETECTION_HITS >= 1 && DETECTION_HITS <= DETECTION_SCORES,
    "DETECTION_HITS is 1 to DETECTION_SCORES");

#endif
