"""Inverse distribution functions: one uniform in, one variate out, so that monotone changes stay monotone."""

from math import erfc, exp, log, log1p, pi, sqrt

FIXED = 0
UNIFORM = 1
NORMAL = 2
LOGNORMAL = 3
TRIANGULAR = 4
EXPONENTIAL = 5

LAST = 1.0 - 2.0**-53  # the greatest probability below 1


def normal_quantile(p: float) -> float:
    """The standard normal quantile, to about 1e-16 relative: PPND16 of algorithm AS 241.

    Wichura 1988, Applied Statistics 37(3), 477-484, doi:10.2307/2347330. `p` lies inside (0, 1).
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
                    + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
                  + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        bottom = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
                       + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
                     + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                   + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * top / bottom
    tail = p if q < 0.0 else 1.0 - p
    r = sqrt(-log(tail))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
                    + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
                  + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
                + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        bottom = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                       + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                     + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                   + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                    + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
                  + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
                + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        bottom = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                       + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                     + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                   + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return -top / bottom if q < 0.0 else top / bottom


def normal_probability(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * erfc(-z / sqrt(2.0))


def exponential_quantile(u: float) -> float:
    """The quantile of the unit exponential: the work that a step needs."""
    return -log1p(-u)


def triangular_quantile(low: float, mode: float, top: float, p: float) -> float:
    """The quantile of the triangular distribution on [low, top] with its peak at `mode`."""
    width = top - low
    if p * width < mode - low:
        return low + sqrt(p * width * (mode - low))
    return top - sqrt((1.0 - p) * width * (top - mode))


def variate(shape: int, a: float, b: float, c: float, p: float) -> float:
    """The value at probability `p` of a distribution with arguments a, b, c (as in the scenario file)."""
    if shape == UNIFORM:
        return a + p * (b - a)
    if shape == NORMAL:
        return a + b * normal_quantile(p)
    if shape == LOGNORMAL:
        return a * exp(b * normal_quantile(p))
    if shape == TRIANGULAR:
        return triangular_quantile(a, b, c, p)
    if shape == EXPONENTIAL:
        return a * exponential_quantile(p)
    return a


def probability(shape: int, a: float, b: float, c: float, value: float) -> float:
    """The probability of a value at or below `value`: the inverse of `variate`."""
    if shape == UNIFORM:
        p = (value - a) / (b - a)
    elif shape == NORMAL:
        p = normal_probability((value - a) / b)
    elif shape == LOGNORMAL:
        p = normal_probability(log(value / a) / b) if value > 0.0 else 0.0
    elif shape == TRIANGULAR:
        p = triangular_probability(a, b, c, value)
    elif shape == EXPONENTIAL:
        p = 1.0 - exp(-value / a) if value > 0.0 else 0.0
    else:
        p = 1.0 if value >= a else 0.0
    return min(1.0, max(0.0, p))


def triangular_probability(low: float, mode: float, top: float, value: float) -> float:
    """The distribution function of the triangular distribution, for a value inside [low, top]."""
    inside = min(top, max(low, value))
    if inside < mode:
        return (inside - low) * (inside - low) / ((top - low) * (mode - low))
    return (
        1.0
        if inside >= top
        else 1.0 - (top - inside) * (top - inside) / ((top - low) * (top - mode))
    )


def bounded_variate(
    shape: int,
    a: float,
    b: float,
    c: float,
    low_p: float,
    high_p: float,
    low: float,
    high: float,
    u: float,
) -> float:
    """The value drawn by the uniform `u` from the part of a distribution between `low` and `high`.

    `low_p` and `high_p` are the probabilities at the two ends (0 and 1 without a cut).
    """
    p = low_p + u * (high_p - low_p)
    value = variate(shape, a, b, c, min(LAST, p))  # a cut may round it to 1
    if value < low:
        return low
    return min(value, high)


def density(shape: int, a: float, b: float, c: float, value: float) -> float:
    """The derivative of `probability`: how dense a distribution is at a value (0 for a fixed number)."""
    if shape == UNIFORM:
        return 1.0 / (b - a) if a <= value <= b else 0.0
    if shape == NORMAL:
        z = (value - a) / b
        return exp(-0.5 * z * z) / (b * sqrt(2.0 * pi))
    if shape == LOGNORMAL:
        if value <= 0.0:
            return 0.0
        z = log(value / a) / b
        return exp(-0.5 * z * z) / (value * b * sqrt(2.0 * pi))
    if shape == TRIANGULAR:
        if not a <= value <= c:
            return 0.0
        if value < b or c == b:
            return 2.0 * (value - a) / ((c - a) * (b - a)) if b > a else 2.0 / (c - a)
        return 2.0 * (c - value) / ((c - a) * (c - b))
    if shape == EXPONENTIAL:
        return exp(-value / a) / a if value >= 0.0 else 0.0
    return 0.0
