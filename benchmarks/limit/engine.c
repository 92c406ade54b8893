/* The loop of sim/engine/batch in C, over the same arrays: the bound that compiled code can reach.
 *
 * `layout.h` is written from the record types of sim.engine.batch.layout when this is built; struct
 * World is a pointer and a length for each of its arrays. Every function does what the function of
 * the same name in desk.py, calendar.py or kernel.py does, in the same order.
 */

#include "layout.h"
#include "model.h"

#include <stdlib.h>
#include <string.h>

typedef struct World World;
typedef stances_item Stance;

enum { NONE = -1 };
enum { DATED = 0, LASTING = 1, TRIGGERED = 2, RECURRING = 3 };
enum { STANDING = 0, IN_FORCE = 1, HAPPENED = 2, DATE_CONDITION = 3 };
enum { CAUSE = 1, ENDS = 2, STAGE = 3, DECISION = 4, FORCE = 5, DATE = 6, HOLD = 7, RELEASE = 8 };

typedef struct { integer replication, kind, subject, before, after, step; } Event;
typedef struct { double time, share; } Real;
typedef struct { integer event, stance; } Felt;
typedef struct { double before, after, level; } FeltReal;

/* What a call works on and hands back: the world, the rows written so far, and room for more. */
typedef struct {
    World w;
    double horizon;
    integer most_events, keep;
    word seed, replication;
    integer rows, room, felt_rows, felt_room, begun, touched;
    Event *events;
    Real *reals;
    Felt *felt;
    FeltReal *felt_reals;
} Run;

/* --- the calendar ---------------------------------------------------------------------------- */

static inline int earlier(const times_item *times, integer a, integer b)
{
    return times[a] < times[b] || (times[a] == times[b] && a < b);
}

static void reset(World *w)
{
    for (integer slot = 0; slot < w->n_times; slot++) {
        w->times[slot] = INFINITY;
        w->heap[slot] = slot;
        w->place[slot] = slot;
    }
}

static void put(World *w, integer slot, double time)
{
    times_item *times = w->times;
    heap_item *heap = w->heap;
    place_item *place = w->place;
    integer size = w->n_heap, at = place[slot];
    times[slot] = time;
    while (at > 0) {
        integer above = (at - 1) >> 1;
        if (!earlier(times, slot, heap[above])) break;
        heap[at] = heap[above];
        place[heap[at]] = at;
        at = above;
    }
    for (;;) {
        integer below = 2 * at + 1;
        if (below >= size) break;
        if (below + 1 < size && earlier(times, heap[below + 1], heap[below])) below++;
        if (!earlier(times, heap[below], slot)) break;
        heap[at] = heap[below];
        place[heap[at]] = at;
        at = below;
    }
    heap[at] = slot;
    place[slot] = at;
}

static void plan(Run *run, integer slot, double time)
{
    put(&run->w, slot, time < run->horizon ? time : INFINITY);
}

/* --- a desk ---------------------------------------------------------------------------------- */

static void advance(Stance *s, double time)
{
    if (time <= s->time) return;
    double began = s->rest_until > s->time ? s->rest_until : s->time;
    if (began < time) {
        double x = relaxed(s->x, s->b, s->tau, began - s->time), d = time - began;
        if (s->up_steps > 0) {
            double work = work_done(x, s->b, s->tau, s->up_threshold, s->tempo, s->background,
                                    s->up_steps, d);
            s->up_done += work;
            s->up_total += work;
            s->up_background += (double)s->up_steps * s->background * d;
        }
        if (s->down_steps > 0) {
            double work = work_done(-x, -s->b, s->tau, s->down_threshold, s->tempo, s->background,
                                    s->down_steps, d);
            s->down_done += work;
            s->down_total += work;
            s->down_background += (double)s->down_steps * s->background * d;
        }
    }
    s->x = relaxed(s->x, s->b, s->tau, time - s->time);
    s->time = time;
}

static void tend_to_level(World *w, Stance *s)
{
    double b = s->standing;
    for (integer r = s->reaction0; r < s->reaction1; r++) b += w->reactions[r].part;
    s->b = b;
}

static void aim(World *w, Stance *s)
{
    integer nearest = nearest_above(s->rung, s->rungs, w->passable + s->rung0);
    integer goal = s->settled < 0 ? nearest : s->settled;
    int holding = 0;
    for (integer g = s->gate0; g < s->gate1; g++) {
        const gates_item *gate = &w->gates[g];
        if (gate->open || s->up_step < gate->first_step || s->up_step > gate->last_step) continue;
        for (integer i = gate->rungs0; i < gate->rungs1; i++)
            if (w->lists[i] == goal) holding = 1;
    }
    s->up_threshold = nearest < 0 || holding ? INFINITY : w->threshold[s->rung0 + nearest];
}

static void read_gates(World *w, Stance *s)
{
    if (s->gate0 < s->gate1) {
        passable_item *passable = w->passable + s->rung0;
        for (integer rung = 0; rung < s->rungs; rung++)
            passable[rung] = w->skipped[s->rung0 + rung] ? SKIPPED : OPEN;
        for (integer g = s->gate0; g < s->gate1; g++) {
            if (w->gates[g].open) continue;
            for (integer i = w->gates[g].rungs0; i < w->gates[g].rungs1; i++)
                if (passable[w->lists[i]] == OPEN) passable[w->lists[i]] = SHUT;
        }
    }
    aim(w, s);
}

static double needs(Run *run, Stance *s, int direction, integer step)
{
    integer visit = run->w.visits[s->rung0 + s->rung];
    word code = pack(WORK, (word)s->rung, (word)direction, (word)step, (word)visit);
    return exponential_quantile(uniform(run->seed, run->replication, s->word, code));
}

static void start_clocks(Run *run, Stance *s)
{
    World *w = &run->w;
    s->settled = -1;
    integer nearest = nearest_above(s->rung, s->rungs, w->passable + s->rung0);
    integer gives_up = w->gives_up[s->rung0 + s->rung];
    s->up_steps = s->held || nearest < 0 ? 0 : s->steps;
    s->down_steps = s->rung > 0 && gives_up >= 0 && !s->held ? s->steps : 0;
    s->down_threshold = gives_up >= 0 ? -w->parameters[gives_up].value : INFINITY;
    s->up_step = s->down_step = 0;
    s->up_done = s->down_done = 0.0;
    s->up_total = s->down_total = 0.0;
    s->up_background = s->down_background = 0.0;
    s->up_needs = s->up_steps > 0 ? needs(run, s, UP, 0) : INFINITY;
    s->down_needs = s->down_steps > 0 ? needs(run, s, DOWN, 0) : INFINITY;
    aim(w, s);
}

static double due(Stance *s)
{
    double began = s->rest_until > s->time ? s->rest_until : s->time;
    double x = relaxed(s->x, s->b, s->tau, began - s->time);
    double up = INFINITY, down = INFINITY;
    if (s->up_steps > 0)
        up = began + wait(x, s->b, s->tau, s->up_threshold, s->tempo, s->background, s->up_steps,
                          s->up_needs - s->up_done);
    if (s->down_steps > 0)
        down = began + wait(-x, -s->b, s->tau, s->down_threshold, s->tempo, s->background,
                            s->down_steps, s->down_needs - s->down_done);
    s->due_up = !(down < up);
    return s->due_up ? up : down;
}

static integer choose(Run *run, Stance *s, int direction)
{
    World *w = &run->w;
    word code = pack(CHOICE, (word)s->rung, (word)direction, 0, (word)w->visits[s->rung0 + s->rung]);
    double z = normal_quantile(uniform(run->seed, run->replication, s->word, code));
    double accepts = s->x + s->sd * z;
    const double *threshold = w->threshold + s->rung0;
    const passable_item *passable = w->passable + s->rung0;
    if (direction == UP) return rung_above(accepts, s->rung, s->rungs, threshold, passable);
    return rung_below(accepts, s->rung, threshold, passable);
}

static void move(Run *run, Stance *s, integer rung, double rest_until)
{
    s->rung = s->acts ? 0 : rung;
    run->w.visits[s->rung0 + s->rung]++;
    s->rest_until = rest_until;
    start_clocks(run, s);
}

/* --- the start of a replication -------------------------------------------------------------- */

static double drawn(const parameters_item *row, double u)
{
    double p = row->low_p + u * (row->high_p - row->low_p);
    double value = variate(row->shape, row->a, row->b, row->c, p < LAST ? p : LAST);
    if (value < row->low) return row->low;
    return value > row->high ? row->high : value;
}

static void draw(Run *run)
{
    World *w = &run->w;
    word code = pack(PARAMETER, 0, 0, 0, 0);
    for (integer i = 0; i < w->n_parameters; i++) {
        parameters_item *row = &w->parameters[i];
        row->value = row->shape == FIXED
            ? row->a : drawn(row, uniform(run->seed, run->replication, row->word, code));
    }
    for (integer i = 0; i < w->n_moments; i++) {
        moments_item *row = &w->moments[i];
        double low = row->low;
        if (row->after != NONE && w->moments[row->after].time > low)
            low = w->moments[row->after].time;
        double time = low;
        if (row->high > low) {
            word key = pack((word)row->purpose, 0, 0, 0, 0);
            time = low + uniform(run->seed, run->replication, row->word, key) * (row->high - low);
        }
        if (row->plus != NONE) time += w->parameters[row->plus].value;
        if (row->after != NONE && w->moments[row->after].time > time)
            time = w->moments[row->after].time;
        row->time = time;
    }
}

static double lasting_part(World *w, const reactions_item *reaction)
{
    if (reaction->watches != NONE) {
        const Stance *watched = &w->stances[reaction->watches];
        return reaction->weight * w->level[watched->rung0 + watched->rung];
    }
    double total = 0.0;
    for (integer i = reaction->causes0; i < reaction->causes1; i++) {
        const causes_item *cause = &w->causes[w->lists[i]];
        if (cause->in_force) total += cause->magnitude;
    }
    return reaction->weight * total;
}

static integer is_open(World *w, const gates_item *gate)
{
    integer yes = 0;
    for (integer i = gate->condition0; i < gate->condition1; i++) {
        const conditions_item *condition = &w->conditions[i];
        if (condition->kind == DATE_CONDITION) {
            yes += condition->reached;
        } else if (condition->subject != NONE) {
            if (condition->kind == STANDING)
                yes += w->stances[condition->subject].rung >= condition->rung;
            else if (condition->kind == IN_FORCE)
                yes += w->causes[condition->subject].in_force;
            else if (condition->kind == HAPPENED)
                yes += w->causes[condition->subject].happened;
        }
    }
    return yes >= gate->need;
}

static void open_desk(World *w, Stance *s)
{
    const parameters_item *p = w->parameters;
    s->standing = p[s->p_standing].value;
    s->tau = relaxation_time(p[s->p_half_life].value);
    s->tempo = p[s->p_tempo].value;
    s->background = p[s->p_background].value;
    s->sd = p[s->p_choice_sd].value;
    s->relief = p[s->p_relief].value;
    s->rest = p[s->p_rest].value;
    s->rung = s->start;
    s->held = 0;
    s->settled = -1;
    s->time = s->rest_until = 0.0;
    s->up_step = 0;
    s->touched = s->fired = 0;
    s->pulse = 0.0;
    double threshold = -INFINITY;
    for (integer rung = 0; rung < s->rungs; rung++) {
        integer at = s->rung0 + rung;
        if (rung == 1) threshold = p[s->p_resistance].value;
        else if (rung > 1) threshold += p[s->p_resistance + rung - 1].value;
        w->threshold[at] = threshold;
        w->visits[at] = 0;
        w->passable[at] = w->skipped[at] ? SKIPPED : OPEN;
    }
}

static void plan_occurrence(Run *run, causes_item *cause, integer slot, double since)
{
    word code = pack(GAP, 0, 0, 0, (word)cause->number);
    double u = uniform(run->seed, run->replication, cause->word, code);
    double time = since + drawn(&run->w.parameters[cause->p_gap], u);
    cause->number++;
    plan(run, slot, time >= cause->last ? INFINITY : time);
}

static void plan_release(Run *run, const interventions_item *hold)
{
    World *w = &run->w;
    if (hold->end == NONE) return;
    integer first_intervention = w->n_dates + w->n_causes;
    plan(run, first_intervention + hold->end, w->moments[w->interventions[hold->end].moment].time);
}

static void plan_dates(Run *run)
{
    World *w = &run->w;
    integer dates = w->n_dates, first_intervention = dates + w->n_causes;
    integer first_cause = first_intervention + w->n_interventions;
    for (integer i = 0; i < dates; i++)
        plan(run, i, w->moments[w->conditions[w->dates[i]].moment].time);
    for (integer i = 0; i < w->n_interventions; i++) {
        const interventions_item *given = &w->interventions[i];
        if (given->kind == RELEASE) continue; /* planned when the hold begins */
        if (given->moment != NONE)
            plan(run, first_intervention + i, w->moments[given->moment].time);
        else
            plan_release(run, given);
    }
    for (integer c = 0; c < w->n_causes; c++) {
        causes_item *cause = &w->causes[c];
        if (cause->form == DATED || (cause->form == LASTING && !cause->in_force)) {
            plan(run, first_cause + c, w->moments[cause->begins].time);
        } else if (cause->form == LASTING) {
            if (cause->ends != NONE) plan(run, dates + c, w->moments[cause->ends].time);
        } else if (cause->form == RECURRING) {
            cause->last = cause->ends != NONE ? w->moments[cause->ends].time : INFINITY;
            plan_occurrence(run, cause, first_cause + c,
                            cause->begins != NONE ? w->moments[cause->begins].time : 0.0);
        }
    }
}

static void prepare(Run *run)
{
    World *w = &run->w;
    draw(run);
    reset(w);
    for (integer c = 0; c < w->n_causes; c++) {
        causes_item *cause = &w->causes[c];
        cause->magnitude = w->parameters[cause->p_magnitude].value;
        cause->in_force = cause->happened = cause->at_start;
        cause->triggered = cause->number = 0;
    }
    for (integer i = 0; i < w->n_conditions; i++) w->conditions[i].reached = 0;
    for (integer s = 0; s < w->n_stances; s++) open_desk(w, &w->stances[s]);
    for (integer i = 0; i < w->n_interventions; i++)
        if (w->interventions[i].kind == HOLD && w->interventions[i].moment == NONE)
            w->stances[w->interventions[i].stance].held = 1;
    for (integer r = 0; r < w->n_reactions; r++) {
        reactions_item *reaction = &w->reactions[r];
        reaction->weight = w->parameters[reaction->p_weight].value;
        reaction->wears = reaction->p_wears == NONE ? 1.0 : w->parameters[reaction->p_wears].value;
        reaction->worn = 1.0;
        reaction->part = reaction->lasting ? lasting_part(w, reaction) : 0.0;
    }
    for (integer g = 0; g < w->n_gates; g++) w->gates[g].open = is_open(w, &w->gates[g]);
    integer first_stance = w->n_times - w->n_stances;
    for (integer i = 0; i < w->n_stances; i++) {
        Stance *s = &w->stances[i];
        read_gates(w, s);
        tend_to_level(w, s);
        s->x = s->b;
        start_clocks(run, s);
        plan(run, first_stance + i, due(s));
    }
    plan_dates(run);
}

/* --- who feels it ---------------------------------------------------------------------------- */

static void touch(Run *run, integer stance)
{
    World *w = &run->w;
    if (w->stances[stance].touched) return;
    w->stances[stance].touched = 1;
    integer at = run->touched++;
    for (; at > 0 && w->touched[at - 1] > stance; at--) w->touched[at] = w->touched[at - 1];
    w->touched[at] = stance;
}

static void pulse(Run *run, integer first, integer end, double magnitude)
{
    World *w = &run->w;
    for (integer i = first; i < end; i++) {
        reactions_item *reaction = &w->reactions[w->lists[i]];
        double amount = reaction->weight * magnitude * reaction->worn;
        if (amount == 0.0) continue;
        reaction->worn *= reaction->wears;
        touch(run, reaction->stance);
        w->stances[reaction->stance].pulse += amount;
        w->stances[reaction->stance].fired = 1;
    }
}

static void last(Run *run, integer first, integer end)
{
    World *w = &run->w;
    for (integer i = first; i < end; i++) {
        reactions_item *reaction = &w->reactions[w->lists[i]];
        double part = lasting_part(w, reaction);
        if (part == reaction->part) continue;
        reaction->part = part;
        touch(run, reaction->stance);
    }
}

static void turn(Run *run, integer g)
{
    gates_item *gate = &run->w.gates[g];
    integer now = is_open(&run->w, gate);
    if (now == gate->open) return;
    gate->open = now;
    touch(run, gate->stance);
}

static void tell_of_cause(Run *run, integer c, int heard)
{
    const causes_item *cause = &run->w.causes[c];
    if (heard) pulse(run, cause->hearers0, cause->hearers1, cause->magnitude);
    last(run, cause->lasting0, cause->lasting1);
    for (integer i = cause->turns0; i < cause->turns1; i++) turn(run, run->w.lists[i]);
}

static void tell_of_position(Run *run, integer own, integer before, integer after)
{
    World *w = &run->w;
    const Stance *s = &w->stances[own];
    pulse(run, s->hearers0, s->hearers1, w->level[s->rung0 + after] - w->level[s->rung0 + before]);
    if (s->acts) return;
    last(run, s->watchers0, s->watchers1);
    for (integer i = s->turns0; i < s->turns1; i++) turn(run, w->lists[i]);
}

static void cause_comes(Run *run, integer c, double now)
{
    World *w = &run->w;
    causes_item *cause = &w->causes[c];
    cause->happened = 1;
    if (cause->form == LASTING) {
        cause->in_force = 1;
        if (cause->ends != NONE) plan(run, w->n_dates + c, w->moments[cause->ends].time);
    } else if (cause->p_lasts != NONE) {
        cause->in_force = 1;
        plan(run, w->n_dates + c, now + w->parameters[cause->p_lasts].value);
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

static void *grown(void *rows, integer count, size_t size)
{
    void *larger = malloc(2 * (size_t)count * size);
    memcpy(larger, rows, (size_t)count * size);
    free(rows);
    return larger;
}

static void write_event(Run *run, Event event, Real real)
{
    if (run->rows == run->room) {
        run->events = grown(run->events, run->room, sizeof(Event));
        run->reals = grown(run->reals, run->room, sizeof(Real));
        run->room *= 2;
    }
    run->events[run->rows] = event;
    run->reals[run->rows++] = real;
}

static void write_felt(Run *run, Felt felt, FeltReal real)
{
    if (run->felt_rows == run->felt_room) {
        run->felt = grown(run->felt, run->felt_room, sizeof(Felt));
        run->felt_reals = grown(run->felt_reals, run->felt_room, sizeof(FeltReal));
        run->felt_room *= 2;
    }
    run->felt[run->felt_rows] = felt;
    run->felt_reals[run->felt_rows++] = real;
}

static void apply(Run *run, double now, integer own, double own_before)
{
    World *w = &run->w;
    integer first_stance = w->n_times - w->n_stances;
    for (integer i = 0; i < run->touched; i++) {
        integer stance = w->touched[i];
        Stance *s = &w->stances[stance];
        advance(s, now);
        double before = stance == own ? own_before : s->x;
        if (s->fired) s->x += s->pulse;
        tend_to_level(w, s);
        read_gates(w, s);
        plan(run, first_stance + stance, due(s));
        s->touched = s->fired = 0;
        s->pulse = 0.0;
        if (run->keep)
            write_felt(run, (Felt){run->rows - run->begun, stance}, (FeltReal){before, s->x, s->b});
    }
    run->touched = 0;
}

/* --- one replication ------------------------------------------------------------------------- */

/* A step of a stance's clock. Returns the kind of event it is, 0 where it is none. */
static int step(Run *run, integer own, double now, Event *event, double *own_before, double *share)
{
    World *w = &run->w;
    Stance *s = &w->stances[own];
    advance(s, now);
    int up = s->due_up == 1;
    integer at = up ? s->up_step : s->down_step, steps = up ? s->up_steps : s->down_steps;
    if (up && at == s->settles) s->settled = choose(run, s, UP);
    event->before = s->rung;
    *own_before = s->x;
    if (at < steps - 1) {
        double needed = needs(run, s, up ? UP : DOWN, at + 1);
        if (up) s->up_step = at + 1, s->up_done = 0.0, s->up_needs = needed;
        else s->down_step = at + 1, s->down_done = 0.0, s->down_needs = needed;
        aim(w, s);
        const steps_item *stage = &w->steps[s->step0 + at];
        if (!up || !stage->ends_stage) {
            plan(run, w->n_times - w->n_stances + own, due(s));
            return 0;
        }
        event->after = s->settled;
        event->step = at;
        touch(run, own);
        pulse(run, stage->hearers0, stage->hearers1, 1.0);
        return STAGE;
    }
    event->after = up ? s->settled : choose(run, s, DOWN);
    double total = up ? s->up_total : s->down_total;
    if (total > 0.0) *share = (up ? s->up_background : s->down_background) / total;
    if (up) s->x = relieved(s->x, s->b, s->relief);
    move(run, s, event->after, now + s->rest);
    touch(run, own);
    return DECISION;
}

/* Holds, their ends, and forces. Returns the kind of event, 0 where a force finds the stance there already. */
static int intervene(Run *run, const interventions_item *given, double now, Event *event,
                     double *own_before)
{
    Stance *s = &run->w.stances[given->stance];
    if (given->rung == s->rung) return 0;
    advance(s, now);
    *own_before = s->x;
    event->before = s->rung;
    touch(run, given->stance);
    if (given->kind == HOLD) {
        s->held = 1;
        start_clocks(run, s);
        event->after = s->rung;
        plan_release(run, given);
        return HOLD;
    }
    if (given->kind == RELEASE) {
        s->held = 0;
        run->w.visits[s->rung0 + s->rung]++;
        start_clocks(run, s);
        event->after = s->rung;
        return RELEASE;
    }
    event->after = given->rung;
    move(run, s, given->rung, now);
    return FORCE;
}

/* What a new position triggers at once. Returns 0 if it meets the bound on events. */
static int trigger(Run *run, integer own, const Event *event, double now, integer *counted)
{
    World *w = &run->w;
    integer first_cause = w->n_times - w->n_stances - w->n_causes;
    for (integer i = w->stances[own].triggers0; i < w->stances[own].triggers1; i++) {
        integer c = w->lists[i];
        causes_item *cause = &w->causes[c];
        if (cause->triggered || event->after < cause->trigger_rung
            || event->before >= cause->trigger_rung)
            continue;
        cause->triggered = 1;
        double delay = cause->p_delay != NONE ? w->parameters[cause->p_delay].value : 0.0;
        if (delay > 0.0) {
            plan(run, first_cause + c, now + delay);
            continue;
        }
        if (++*counted > run->most_events) return 0;
        cause_comes(run, c, now);
        tell_of_cause(run, c, 1);
        apply(run, now, -1, 0.0);
        write_event(run, (Event){(integer)run->replication, CAUSE, c, -1, -1, -1}, (Real){now, 0.0});
    }
    return 1;
}

/* One replication. Returns the time at which it met the bound on events, or -1. */
static double replicate(Run *run)
{
    World *w = &run->w;
    integer first_intervention = w->n_dates + w->n_causes;
    integer first_cause = first_intervention + w->n_interventions;
    integer first_stance = first_cause + w->n_causes;
    integer counted = 0;
    run->begun = run->rows;
    run->touched = 0;
    prepare(run);
    while (w->n_times > 0) {
        integer slot = w->heap[0];
        double now = w->times[slot];
        if (!(now < run->horizon)) break;
        if (++counted > run->most_events) return now;
        put(w, slot, INFINITY);
        Event event = {(integer)run->replication, 0, 0, -1, -1, -1};
        double own_before = 0.0, share = 0.0;
        integer own = -1;
        int announced = 0;
        if (slot < w->n_dates) {
            conditions_item *condition = &w->conditions[w->dates[slot]];
            condition->reached = 1;
            event.kind = DATE, event.subject = condition->gate;
            turn(run, condition->gate);
        } else if (slot < first_intervention) {
            integer c = slot - w->n_dates;
            w->causes[c].in_force = 0;
            event.kind = ENDS, event.subject = c;
            tell_of_cause(run, c, 0);
        } else if (slot < first_cause) {
            const interventions_item *given = &w->interventions[slot - first_intervention];
            event.subject = own = given->stance;
            event.kind = intervene(run, given, now, &event, &own_before);
            if (!event.kind) continue;
            announced = event.kind == FORCE;
        } else if (slot < first_stance) {
            integer c = slot - first_cause;
            event.kind = CAUSE, event.subject = c;
            cause_comes(run, c, now);
            if (w->causes[c].form == RECURRING) plan_occurrence(run, &w->causes[c], slot, now);
            tell_of_cause(run, c, 1);
        } else {
            event.subject = own = slot - first_stance;
            event.kind = step(run, own, now, &event, &own_before, &share);
            if (!event.kind) continue;
            announced = event.kind == DECISION;
        }
        if (announced) tell_of_position(run, own, event.before, event.after);
        apply(run, now, own, own_before);
        write_event(run, event, (Real){now, share});
        if (announced && !trigger(run, own, &event, now, &counted)) return now;
    }
    return -1.0;
}

/* Replications `first` to `first + count` - 1; the caller frees the four tables with `release`. */
void simulate(Run *run, word first, integer count, integer *lengths, double *stopped)
{
    run->room = 64 * count;
    run->felt_room = run->keep ? 64 * count : 1;
    run->rows = run->felt_rows = 0;
    run->events = malloc((size_t)run->room * sizeof(Event));
    run->reals = malloc((size_t)run->room * sizeof(Real));
    run->felt = malloc((size_t)run->felt_room * sizeof(Felt));
    run->felt_reals = malloc((size_t)run->felt_room * sizeof(FeltReal));
    for (integer n = 0; n < count; n++) {
        integer felt_begun = run->felt_rows;
        run->replication = first + (word)n;
        double at = replicate(run);
        stopped[n] = 0.0;
        lengths[n] = run->rows - run->begun;
        if (at >= 0.0) { /* a failed replication leaves no rows */
            lengths[n] = -1;
            stopped[n] = at;
            run->rows = run->begun;
            run->felt_rows = felt_begun;
        }
    }
}

void release(Run *run)
{
    free(run->events);
    free(run->reals);
    free(run->felt);
    free(run->felt_reals);
}
