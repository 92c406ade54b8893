/* The functions of sim/model in C, line for line: pressure, clocks, choice, quantiles, keyed draws.
 *
 * Compiled without contraction (-ffp-contract=off) each operation rounds as Python's does, and exp,
 * expm1, log, log1p and sqrt are the same libm's; so every bit agrees, which the benchmark checks.
 */

#include <math.h>
#include <stdint.h>

typedef int64_t integer;
typedef uint64_t word;

/* --- keys and Philox 4x64-10 (sim/model/keys.py, philox.py) --------------------------------- */

enum { WORK = 1, CHOICE = 2, PARAMETER = 3, GAP = 6 };
enum { DOWN = 0, UP = 1 };

static inline word high(word a, word b) { return (word)(((unsigned __int128)a * b) >> 64); }

static inline word philox(word counter_0, word counter_1, word key_0, word key_1)
{
    word c0 = counter_0 + 1;
    word c1 = counter_1 + (c0 == 0);
    word c2 = c0 == 0 && c1 == 0;
    word c3 = 0;
    for (int i = 0; i < 10; i++) {
        word high_0 = high(0xD2E7470EE14C6C93u, c0), low_0 = 0xD2E7470EE14C6C93u * c0;
        word high_1 = high(0xCA5A826395121157u, c2), low_1 = 0xCA5A826395121157u * c2;
        c0 = high_1 ^ c1 ^ key_0;
        c1 = low_1;
        c2 = high_0 ^ c3 ^ key_1;
        c3 = low_0;
        key_0 += 0x9E3779B97F4A7C15u;
        key_1 += 0xBB67AE8584CAA73Bu;
    }
    return c0;
}

static inline word pack(word purpose, word rung, word direction, word step, word visit)
{
    return purpose | rung << 8 | direction << 16 | step << 24 | visit << 32;
}

static inline double uniform(word seed, word replication, word name, word code)
{
    return ((double)(philox(name, code, seed, replication) >> 12) + 0.5) * 2.220446049250313e-16;
}

/* --- quantiles (sim/model/quantile.py) ------------------------------------------------------- */

enum { FIXED = 0, UNIFORM = 1, NORMAL = 2, LOGNORMAL = 3, TRIANGULAR = 4, EXPONENTIAL = 5 };

#define LAST 0.99999999999999988897769753748434595763683319091796875 /* 1 - 2**-53 */

static double normal_quantile(double p)
{
    double q = p - 0.5, r, top, bottom;
    if (fabs(q) <= 0.425) {
        r = 0.180625 - q * q;
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
                    + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
                  + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080e0);
        bottom = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
                       + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
                     + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                   + 4.2313330701600911252e1) * r + 1.0);
        return q * top / bottom;
    }
    double tail = q < 0.0 ? p : 1.0 - p;
    r = sqrt(-log(tail));
    if (r <= 5.0) {
        r -= 1.6;
        top = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
                    + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
                  + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
                + 4.63033784615654529590e0) * r + 1.42343711074968357734e0);
        bottom = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                       + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                     + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                   + 2.05319162663775882187e0) * r + 1.0);
    } else {
        r -= 5.0;
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                    + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
                  + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
                + 5.46378491116411436990e0) * r + 6.65790464350110377720e0);
        bottom = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                       + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                     + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                   + 5.99832206555887937690e-1) * r + 1.0);
    }
    return q < 0.0 ? -top / bottom : top / bottom;
}

static inline double exponential_quantile(double u) { return -log1p(-u); }

static double triangular_quantile(double low, double mode, double top, double p)
{
    double width = top - low;
    if (p * width < mode - low) return low + sqrt(p * width * (mode - low));
    return top - sqrt((1.0 - p) * width * (top - mode));
}

static double variate(integer shape, double a, double b, double c, double p)
{
    switch (shape) {
    case UNIFORM: return a + p * (b - a);
    case NORMAL: return a + b * normal_quantile(p);
    case LOGNORMAL: return a * exp(b * normal_quantile(p));
    case TRIANGULAR: return triangular_quantile(a, b, c, p);
    case EXPONENTIAL: return a * exponential_quantile(p);
    default: return a;
    }
}

/* --- pressure (sim/model/pressure.py) -------------------------------------------------------- */

static inline double relaxation_time(double half_life) { return half_life / 0.6931471805599453; }

static inline double relaxed(double x, double b, double tau, double d)
{
    return d <= 0.0 ? x : b + (x - b) * exp(-d / tau);
}

static inline double relieved(double x, double b, double relief)
{
    return x <= b ? x : b + (1.0 - relief) * (x - b);
}

/* --- clocks (sim/model/clock.py) ------------------------------------------------------------- */

#define TOLERANCE 1e-9
#define FURTHEST 1e9
#define MOST_STEPS 200

static inline double area_above(double x, double b, double tau, double theta, double d)
{
    return (b - theta) * d - (x - b) * tau * expm1(-d / tau);
}

static inline double crossing(double x, double b, double tau, double theta)
{
    return tau * log((x - b) / (theta - b));
}

static double excess(double x, double b, double tau, double theta, double d)
{
    if (d <= 0.0 || (x <= theta && b <= theta)) return 0.0;
    if (x > theta) {
        if (b < theta) {
            double until = crossing(x, b, tau, theta);
            if (until < d) d = until;
        }
        return area_above(x, b, tau, theta, d);
    }
    double late = d - crossing(x, b, tau, theta);
    return late > 0.0 ? area_above(theta, b, tau, theta, late) : 0.0;
}

static double work_done(double x, double b, double tau, double theta, double tempo,
                        double background, integer steps, double d)
{
    if (d <= 0.0) return 0.0;
    return (double)steps * (background * d + excess(x, b, tau, theta, d) / tempo);
}

static double wait_above(double x, double b, double tau, double theta, double tempo,
                         double background, integer steps, double work, double furthest)
{
    double K = (double)steps;
    double slowest = K * (background + ((b < x ? b : x) - theta) / tempo);
    double low = 0.0, top = furthest;
    if (slowest > 0.0 && work / slowest < top)
        top = work / slowest;
    else if (K * (background * top + area_above(x, b, tau, theta, top) / tempo) < work)
        return furthest >= FURTHEST ? INFINITY : furthest;
    double begins = x > theta ? K * (background + (x - theta) / tempo) : 0.0;
    double d = 0.5 * top;
    if (begins > 0.0) d = work / begins < top ? work / begins : top;
    for (int i = 0; i < MOST_STEPS; i++) {
        double over = K * (background * d + area_above(x, b, tau, theta, d) / tempo) - work;
        double speed = K * (background + (b + (x - b) * exp(-d / tau) - theta) / tempo);
        if (over > 0.0) top = d;
        else low = d;
        double following = d - (speed > 0.0 ? over / speed : INFINITY);
        if (!(low <= following && following <= top)) following = 0.5 * (low + top);
        if (fabs(following - d) <= TOLERANCE || (following == low && low == top)) return following;
        d = following;
    }
    return d;
}

static double wait(double x, double b, double tau, double theta, double tempo, double background,
                   integer steps, double work)
{
    if (work <= 0.0) return 0.0;
    double slow = (double)steps * background;
    if (x <= theta && b <= theta) return slow > 0.0 ? work / slow : INFINITY;
    if (x > theta) {
        if (b >= theta)
            return wait_above(x, b, tau, theta, tempo, background, steps, work, FURTHEST);
        double until = crossing(x, b, tau, theta);
        double done = work_done(x, b, tau, theta, tempo, background, steps, until);
        if (work <= done)
            return wait_above(x, b, tau, theta, tempo, background, steps, work, until);
        return slow > 0.0 ? until + (work - done) / slow : INFINITY;
    }
    double until = crossing(x, b, tau, theta), done = slow * until;
    if (work <= done) return work / slow;
    return until + wait_above(theta, b, tau, theta, tempo, background, steps, work - done, FURTHEST);
}

/* --- choice (sim/model/choice.py) ------------------------------------------------------------ */

enum { SKIPPED = 0, SHUT = 1, OPEN = 2 };

static integer nearest_above(integer rung, integer rungs, const integer *passable)
{
    integer shut = -1;
    for (integer s = rung + 1; s < rungs; s++) {
        if (passable[s] == OPEN) return s;
        if (passable[s] == SHUT && shut < 0) shut = s;
    }
    return shut;
}

static integer rung_above(double accepts, integer rung, integer rungs, const double *theta,
                          const integer *passable)
{
    integer chosen = nearest_above(rung, rungs, passable);
    if (chosen < 0) return chosen;
    integer way = passable[chosen];
    for (integer s = chosen + 1; s < rungs; s++)
        if (passable[s] == way && theta[s] <= accepts) chosen = s;
    return chosen;
}

static integer rung_below(double accepts, integer rung, const double *theta, const integer *passable)
{
    for (integer s = rung - 1; s > 0; s--)
        if (passable[s] != SKIPPED && theta[s] <= accepts) return s;
    return 0;
}
