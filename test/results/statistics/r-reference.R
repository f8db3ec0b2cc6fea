# Reference values for the formulas in src/results/statistics, by base R 4.2.2: a JSON object a line with the name of
# the formula, its arguments and what R says. The tests read r-reference.jsonl, 220 cases, and need no R.
#   Rscript r-reference.R CASES SEED LONGEST
#   Rscript r-reference.R 220 2026 12 > r-reference.jsonl

arguments <- commandArgs(trailingOnly = TRUE)
cases <- as.integer(arguments[1])
set.seed(as.integer(arguments[2]))
longest <- as.integer(arguments[3])

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0('"', names(x), '":', parts, collapse = ","), "}"))
  }
  text <- ifelse(is.na(x), "null", sprintf("%.17g", x))
  if (inherits(x, "AsIs")) paste0("[", paste(text, collapse = ","), "]") else text
}
numbers <- function(x) I(as.numeric(x))
pick <- function(x) x[[sample.int(length(x), 1)]]
say <- function(name, arguments, expected) {
  cat('{"formula":"', name, '","arguments":', json(unname(arguments)), ',"expected":', json(expected), "}\n", sep = "")
}

values <- function(n, shift = 0) switch(sample.int(6, 1),
  shift + rnorm(n, 3, pick(c(1, 0.01, 1000))),
  round(shift) + sample(1:5, n, TRUE),
  1e4 + rnorm(n, shift, 0.01),
  round(rexp(n, 0.2 / (1 + shift)), 1),
  sample(0:4, n, TRUE) / 4,
  c(rep(5, n - 1), 5 - sample(1:4, 1)))
size <- function(most = longest) sample.int(most - 1, 1) + 1
count <- function(n) rbinom(1, n, pick(c(0, 0.02, 0.3, 0.5, 0.8, 0.95, 1)))
strata <- function(most) lapply(seq_len(sample.int(6, 1)), function(i) {
  n <- sample.int(most, 2, TRUE)
  list(from = list(x = count(n[1]), n = n[1]), to = list(x = count(n[2]), n = n[2]))
})
wilson <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int)
or_none <- function(expression) tryCatch(expression, error = function(e) NULL)
tested <- function(test, difference) list(
  difference = difference,
  ci95 = if (is.null(test)) NA else numbers(test$conf.int),
  p = if (is.null(test)) NA else test$p.value)

formulas <- list(
  describe = function() {
    x <- values(size())
    say("describe", list(numbers(x)), list(mean = mean(x), sd = sd(x)))
  },
  quantile = function() {
    x <- sort(values(size())); p <- pick(c(0.25, 0.5, 0.75, runif(1)))
    say("quantile", list(numbers(x), p), unname(quantile(x, p, type = 7)))
  },
  wilsonInterval = function() {
    n <- size(pick(c(30, 1000, 100000))); x <- if (runif(1) < 0.7) count(n) else runif(1, 0, n)
    say("wilsonInterval", list(x / n, n), numbers(wilson(x, n)))
  },
  studentInterval = function() {
    x <- values(size())
    say("studentInterval", list(numbers(x)), or_none(numbers(t.test(x)$conf.int)))
  },
  studentTTail = function() {
    t <- rt(1, 2) * pick(c(1, 10)); df <- pick(c(size(200), 1 + rexp(1, 0.05), 1e5))
    say("studentTTail", list(t, df), 2 * pt(-abs(t), df))
  },
  normalTail = function() {
    z <- pick(c(rnorm(1), runif(1, -37, 37)))
    say("normalTail", list(z), 2 * pnorm(-abs(z)))
  },
  rateDifference = function() {
    n <- c(size(300), size(300)); x <- c(count(n[1]), count(n[2])); p <- x / n
    a <- wilson(x[1], n[1]); b <- wilson(x[2], n[2]); d <- p[2] - p[1]
    say("rateDifference", list(list(p = p[1], n = n[1]), list(p = p[2], n = n[2])), list(difference = d, ci95 = numbers(c(
      d - sqrt((p[2] - b[1])^2 + (a[2] - p[1])^2), d + sqrt((b[2] - p[2])^2 + (p[1] - a[1])^2)))))
  },
  # Newcombe's letters: e and h are the pairs that agree, f and g the ones that do not.
  pairedRateDifference = function() {
    cells <- rmultinom(1, size(200), rexp(4) * rbinom(4, 1, 0.9) + 1e-9)
    e <- cells[1]; f <- cells[2]; g <- cells[3]; h <- cells[4]; n <- sum(cells)
    u <- wilson(e + f, n); v <- wilson(e + g, n); d <- (f - g) / n
    product <- (e + f) * (g + h) * (e + g) * (f + h); apart <- e * h - f * g
    phi <- if (product == 0) 0 else (if (apart > n / 2) apart - n / 2 else if (apart >= 0) 0 else apart) / sqrt(product)
    a <- (e + f) / n - u[1]; b <- v[2] - (e + g) / n; c <- (e + g) / n - v[1]; b2 <- u[2] - (e + f) / n
    say("pairedRateDifference", list(list(both = e, fromOnly = g, toOnly = f, neither = h)), list(difference = d,
      ci95 = numbers(c(d - sqrt(a^2 - 2 * phi * a * b + b^2), d + sqrt(c^2 - 2 * phi * c * b2 + b2^2)))))
  },
  stratifiedRateDifference = function() {
    s <- strata(40); n0 <- sapply(s, function(k) k$from$n); n1 <- sapply(s, function(k) k$to$n)
    x0 <- sapply(s, function(k) k$from$x); x1 <- sapply(s, function(k) k$to$x)
    n <- n0 + n1; w <- n1 * n0 / n; d <- sum(w * (x1 / n1 - x0 / n0)) / sum(w)
    P <- (n1^2 * x0 - n0^2 * x1 + n1 * n0 * (n0 - n1) / 2) / n^2
    Q <- (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n)
    v <- (d * sum(P) + sum(Q)) / sum(w)^2
    if (v < 1e-12) return(formulas$stratifiedRateDifference())
    say("stratifiedRateDifference", list(s), list(difference = d,
      ci95 = numbers(c(max(-1, d - qnorm(0.975) * sqrt(v)), min(1, d + qnorm(0.975) * sqrt(v))))))
  },
  # The distribution that mantelhaen.test(exact = TRUE) uses.
  exactMidP = function() {
    s <- strata(pick(c(5, 40, 400))); m <- sapply(s, function(k) k$to$n); n <- sapply(s, function(k) k$from$n)
    x <- sapply(s, function(k) k$to$x); t <- x + sapply(s, function(k) k$from$x)
    low <- sum(pmax(0, t - n)); high <- sum(pmin(m, t))
    if (low == high) return(say("exactMidP", list(s), 1))
    density <- .Call(stats:::C_d2x2xk, length(s), as.double(m), as.double(n), as.double(t), high - low + 1L)
    seen <- sum(x) - low + 1; half <- density[seen] / 2
    below <- sum(density[seq_len(seen - 1)]); above <- sum(rev(density[-seq_len(seen)]))
    say("exactMidP", list(s), min(1, 2 * min(below + half, above + half)))
  },
  mcNemarMidP = function() {
    b <- count(size(200)); c <- count(size(200)); k <- min(b, c)
    p <- if (b == c) 1 else 2 * (pbinom(k - 1, b + c, 0.5) + dbinom(k, b + c, 0.5) / 2)
    say("mcNemarMidP", list(b, c), p)
  },
  meanDifference = function() {
    from <- values(size()); to <- values(size(), pick(c(0, 0.5)))
    say("meanDifference", list(numbers(from), numbers(to)), tested(or_none(t.test(to, from)), mean(to) - mean(from)))
  },
  pairedMeanDifference = function() {
    d <- values(size()) - pick(c(0, 3))
    say("pairedMeanDifference", list(numbers(d)), tested(or_none(t.test(d)), mean(d)))
  },
  # The common slope of a model with a level for each stratum; the error of the model with one for each side as well.
  stratifiedMeanDifference = function() {
    k <- sample.int(5, 1); level <- rnorm(k, 0, 5)
    s <- lapply(seq_len(k), function(i) list(
      from = numbers(level[i] + rnorm(sample.int(8, 1))), to = numbers(level[i] + rnorm(1 + sample.int(8, 1)) + 0.3)))
    y <- unlist(lapply(s, function(cell) c(cell$from, cell$to)))
    side <- unlist(lapply(s, function(cell) rep(0:1, c(length(cell$from), length(cell$to)))))
    stratum <- factor(rep(seq_len(k), sapply(s, function(cell) length(cell$from) + length(cell$to))))
    common <- if (k > 1) lm(y ~ stratum + side) else lm(y ~ side)
    full <- if (k > 1) lm(y ~ stratum * side) else common
    d <- coef(common)[["side"]]; df <- length(y) - 2 * k
    se <- sqrt(sum(resid(full)^2) / df) * summary(common)$coefficients["side", "Std. Error"] / sigma(common)
    say("stratifiedMeanDifference", list(s), list(difference = d, ci95 = numbers(d + c(-1, 1) * qt(0.975, df) * se),
      p = 2 * pt(-abs(d / se), df)))
  },
  rankSumP = function() {
    from <- values(size()); to <- values(size(), pick(c(0, 0.5)))
    p <- suppressWarnings(wilcox.test(to, from, exact = FALSE)$p.value)
    say("rankSumP", list(numbers(from), numbers(to)), p)
  },
  signedRankP = function() {
    d <- if (runif(1) < 0.5) sample(-4:6, size(), TRUE) else rnorm(size(), 0.3)
    say("signedRankP", list(numbers(d)), suppressWarnings(wilcox.test(d, exact = FALSE)$p.value))
  },
  rateTrend = function() {
    k <- size(12); n <- sample.int(40, k, TRUE); x <- sapply(n, count); score <- pick(list(seq_len(k), cumsum(rexp(k))))
    if (sum(x) == 0 || sum(x) == sum(n)) return(say("rateTrend", list(lapply(seq_len(k), function(i)
      list(score = score[i], x = x[i], n = n[i]))), list(slope = 0, p = 1)))
    say("rateTrend", list(lapply(seq_len(k), function(i) list(score = score[i], x = x[i], n = n[i]))), list(
      slope = coef(lm(x / n ~ score, weights = n))[["score"]],
      p = suppressWarnings(prop.trend.test(x, n, score)$p.value)))
  },
  meanTrend = function() {
    k <- size(12); y <- lapply(seq_len(k), function(i) rnorm(sample.int(20, 1) + 1, 3 + 0.05 * i, pick(c(1, 0.1))))
    fit <- lm(unlist(y) ~ score, data.frame(score = rep(seq_len(k), lengths(y))))
    say("meanTrend", list(lapply(seq_len(k), function(i) list(score = i, values = numbers(y[[i]])))),
      list(slope = coef(fit)[["score"]], p = summary(fit)$coefficients["score", "Pr(>|t|)"]))
  },
  holm = function() {
    p <- round(runif(sample.int(30, 1))^sample.int(6, 1), sample(2:12, 1))
    say("holm", list(numbers(p)), numbers(p.adjust(p, "holm")))
  },
  kappa = function() {
    k <- size(5); counts <- matrix(rpois(k * k, 4) + 10 * diag(k) * rbinom(1, 1, 0.7), k)
    share <- counts / sum(counts); chance <- sum(rowSums(share) * colSums(share))
    say("kappa", list(lapply(seq_len(k), function(i) numbers(counts[i, ]))), (sum(diag(share)) - chance) / (1 - chance))
  },
  correctedRate = function() {
    n <- 100 + size(2000); rate <- count(n) / n; labels <- 10 + c(size(), size())
    right <- rbinom(2, labels, pick(c(0.7, 0.95, 1)))
    q <- right / labels; corrected <- rate * q[1] + (1 - rate) * (1 - q[2])
    b <- (right + 1) / (labels + 2)
    v <- (sum(b) - 1)^2 * rate * (1 - rate) / n + sum(c(rate, 1 - rate)^2 * b * (1 - b) / (labels + 2))
    none <- rate %in% c(0, 1) || corrected %in% c(0, 1)
    say("correctedRate", list(list(rate = rate, n = n, trueVerdicts = list(right = right[1], n = labels[1]),
      falseVerdicts = list(right = right[2], n = labels[2]))), list(rate = corrected, ci95 = if (none) NA else
      numbers(plogis(qlogis(corrected) + c(-1, 1) * qnorm(0.975) * sqrt(v) / (corrected * (1 - corrected))))))
  },
  blandAltman = function() {
    d <- values(size()) - 3
    say("blandAltman", list(numbers(d)), list(mean = mean(d), sd = sd(d)))
  })

for (i in seq_len(cases)) formulas[[(i - 1) %% length(formulas) + 1]]()
