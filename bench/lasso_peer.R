# cv.glmnet in a process of its own: Rscript lasso_peer.R DIR; a line of input is a request, a line of JSON the answer.
#   time FAMILY     as everybody calls it: default grid and threshold, the given folds
#   check FAMILY L  the first L lambdas of the default grid in the master fit and in every fold, threshold 1e-20
suppressMessages(library(glmnet))
folder <- commandArgs(trailingOnly = TRUE)[1]
number <- function(name, what, size) readBin(file.path(folder, name), what, n = 1e9, size = size)
fold <- number("fold.i32", "integer", 4) + 1L
x <- matrix(number("columns.f64", "double", 8), nrow = length(fold))
outcome <- list(gaussian = number("y_gaussian.f64", "double", 8), binomial = number("y_binomial.f64", "double", 8))
text <- function(v) paste0("[", paste(format(v, digits = 17, trim = TRUE), collapse = ","), "]")
say <- function(...) { cat(paste0(...), "\n", sep = ""); flush(stdout()) }
say('{"glmnet":"', as.character(packageVersion("glmnet")), '","R":"', R.version$major, ".", R.version$minor, '"}')
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) == 1) {
  words <- strsplit(line, " ")[[1]]
  family <- words[2]
  y <- outcome[[family]]
  if (words[1] == "time") {
    start <- proc.time()
    cv <- cv.glmnet(x, y, family = family, foldid = fold)
    spent <- proc.time() - start
    say('{"seconds":', spent[["elapsed"]], ',"cpu":', spent[["user.self"]] + spent[["sys.self"]],
        ',"index":', which.min(cv$cvm) - 1, ',"lambdas":', length(cv$lambda), "}")
  } else {
    first <- glmnet(x, y, family = family)$lambda
    lambda <- first[seq_len(min(as.integer(words[3]), length(first)))]
    cv <- cv.glmnet(x, y, family = family, foldid = fold, lambda = lambda, thresh = 1e-20, maxit = 1e8)
    at <- which.min(cv$cvm)
    beta <- cv$glmnet.fit$beta[, at]
    on <- which(beta != 0)
    say('{"lambda":', text(cv$lambda), ',"mean":', text(cv$cvm), ',"min":', at - 1, ',"intercept":',
        format(cv$glmnet.fit$a0[[at]], digits = 17), ',"features":[', paste(on - 1, collapse = ","),
        '],"coefficients":', text(beta[on]), "}")
  }
}
