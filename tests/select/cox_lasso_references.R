# Makes cox_lasso_references.csv: Rscript cox_lasso_references.R > cox_lasso_references.csv
# R with glmnet (ties by Breslow). The table is the one of cox_lasso_test.cpp, number by number.
suppressMessages({library(glmnet); library(survival)})
state <- 20240117
draw <- function() {
  state <<- (state * 16807) %% 2147483647
  state / 2147483647
}
n <- 90
p <- 30
x <- matrix(0, n, p)
time <- event <- numeric(n)
for (i in 1:n) {
  for (j in 1:p) x[i, j] <- draw() + draw() + draw() + (if (j > 1) x[i, j - 1] / 2 else 0)
  eta <- 1.5 * x[i, 1] - 1.2 * x[i, 4] + 0.8 * x[i, 9]
  time[i] <- ceiling(40 * draw() / exp(eta - 3))
  event[i] <- as.numeric(draw() < 0.7)
}
fold <- (0:(n - 1)) %% 5 + 1
y <- cbind(time = time, status = event)
write_row <- function(...) cat(paste(..., sep = ","), "\n", sep = "")
number <- function(v) sprintf("%.15g", v)
write_row("mix", "what", "at", "value")
for (j in c(1, 4, 7, 9, 30))
  write_row(0, "score_chi2", j - 1, number(coxph(Surv(time, event) ~ x[, j], ties = "breslow")$score))
# Gradient of the empty model by each column of unit variance, from the definition: its largest is
# lambda_max. The folds get the same explicit lambdas; otherwise glmnet interpolates between theirs.
score <- function(v) {
  v <- (v - mean(v)) / sqrt(mean((v - mean(v))^2))
  sum(sapply(which(event == 1), function(i) v[i] - mean(v[time >= time[i]]))) / n
}
largest <- max(abs(apply(x, 2, score)))
for (mix in c(1, 0.5)) {
  grid <- largest / mix * 0.05^((0:29) / 29)
  for (l in 0:29) write_row(mix, "lambda", l, number(grid[l + 1]))
  cv <- cv.glmnet(x, y, family = "cox", alpha = mix, foldid = fold, grouped = TRUE,
                  thresh = 1e-20, maxit = 1e8, lambda = grid)
  for (l in c(1, 8, 15, 22, 30)) {
    write_row(mix, "mean", l - 1, number(cv$cvm[l]))
    write_row(mix, "sd", l - 1, number(cv$cvsd[l]))
    write_row(mix, "deviance_ratio", l - 1, number(cv$glmnet.fit$dev.ratio[l]))
  }
  write_row(mix, "min", 0, which(cv$lambda == cv$lambda.min) - 1)
  write_row(mix, "one_se", 0, which(cv$lambda == cv$lambda.1se) - 1)
  beta <- as.matrix(cv$glmnet.fit$beta)[, cv$lambda == cv$lambda.min]
  for (j in which(beta != 0)) write_row(mix, "coefficient", j - 1, number(beta[j]))
}
